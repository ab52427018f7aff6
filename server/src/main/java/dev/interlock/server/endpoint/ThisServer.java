package dev.interlock.server.endpoint;

import java.time.Instant;

/// Who answers.
///
/// @param replica what journals call this process
/// @param store what keeps the works: `sqlite`
public record ThisServer(String replica, String version, Instant startedAt, String store) {}
