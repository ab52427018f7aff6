package dev.interlock.engine.journal;

import dev.interlock.engine.work.Fact;
import java.time.Instant;
import java.util.List;

/// One append to a work's journal: what happened together.
///
/// @param seq from 1, without gaps
/// @param at by the clock of the replica that wrote it, in whole milliseconds
public record JournalEntry(long seq, Instant at, List<Fact> facts) {
  public JournalEntry {
    facts = List.copyOf(facts);
  }
}
