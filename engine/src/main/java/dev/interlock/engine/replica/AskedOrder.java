package dev.interlock.engine.replica;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import java.util.UUID;

/// A verb that reached one replica while another owns the work.
///
/// @param id of the asking, and of nothing else
/// @param reason why; kept in the journal
public record AskedOrder(UUID id, WorkId work, Verb verb, String reason, Caller caller) {}
