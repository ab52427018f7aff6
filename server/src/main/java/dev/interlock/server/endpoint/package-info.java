/// The services of the API: each turns messages into what the engine takes, and what the engine
/// says into messages.
///
/// Start at [WorkEndpoint].
@NullMarked
package dev.interlock.server.endpoint;

import org.jspecify.annotations.NullMarked;
