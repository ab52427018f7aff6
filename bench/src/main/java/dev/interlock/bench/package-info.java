/// What the service costs, measured against what the disk allows: `make bench`.
///
/// Every figure is a ratio to a floor that was taken in the same run, because the machines are
/// noisy. Start at [Main].
@NullMarked
package dev.interlock.bench;

import org.jspecify.annotations.NullMarked;
