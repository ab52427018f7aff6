/// The process: settings, files, endpoints, the port, and the wiring of them all.
///
/// Start at [Wiring].
@NullMarked
package dev.interlock.server;

import org.jspecify.annotations.NullMarked;
