package dev.interlock.engine.journal;

import java.time.Instant;

/// What the database says of a name: a row of the emergency stop.
///
/// @param name a WorkReq name, or `all`
/// @param status `stop` or `go`
public record StopRow(String name, String status, String reason, String actor, Instant since) {}
