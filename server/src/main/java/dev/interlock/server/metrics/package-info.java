/// What the server counts, for Prometheus.
///
/// Start at [Metrics].
@NullMarked
package dev.interlock.server.metrics;

import org.jspecify.annotations.NullMarked;
