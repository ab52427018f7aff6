/// What the service does, without any of the technology that carries it.
///
/// No SQL, gRPC, HTTP, JSON, clock or randomness of its own: stores, clocks and ids are given. The
/// packages follow a request: [dev.interlock.engine.admit] judges it,
/// [dev.interlock.engine.journal] keeps it, [dev.interlock.engine.execute] runs it,
/// [dev.interlock.engine.watch] shows it, and [dev.interlock.engine.stop] stops it. Start at
/// [Engine].
@NullMarked
package dev.interlock.engine;

import org.jspecify.annotations.NullMarked;
