/// Runs claimed works: blocks one after another, jobs of a block together.
///
/// Start at [WorkRunner]; [ClaimLoop] gives it its works, [JobRunner] runs one attempt for it.
@NullMarked
package dev.interlock.engine.execute;

import org.jspecify.annotations.NullMarked;
