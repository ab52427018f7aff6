package dev.interlock.engine.admit;

/// Who calls, and under which request id.
///
/// @param actor shown in the journal
/// @param requestId chosen by the client; empty when it gave none
public record Caller(String actor, String requestId) {}
