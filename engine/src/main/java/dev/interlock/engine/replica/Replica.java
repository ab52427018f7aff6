package dev.interlock.engine.replica;

import java.time.Instant;

/// A server that runs works.
///
/// @param name what journals call it; another after each start
/// @param address where it serves
public record Replica(String name, String version, String address, Instant startedAt) {}
