/// The port: everything that is served on it, its limits, and who may talk to it.
///
/// Start at [WebServer].
@NullMarked
package dev.interlock.server.http;

import org.jspecify.annotations.NullMarked;
