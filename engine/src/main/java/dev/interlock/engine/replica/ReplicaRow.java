package dev.interlock.engine.replica;

import java.time.Duration;
import java.util.Optional;

/// A replica as the store knows it.
///
/// @param leaseLeft until its works are anybody's, negative since they are; empty for the one that
///   needs no lease
/// @param works that have not ended and that it claimed last
/// @param drain whether it is being taken out
public record ReplicaRow(Replica replica, Optional<Duration> leaseLeft, int works, Drain drain) {}
