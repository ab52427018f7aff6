package dev.interlock.engine.journal;

import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import java.time.Instant;
import java.util.List;

/// A stored work without its request and its journal.
///
/// @param origin what never changes
/// @param fence how often it was claimed; only the newest claim may write
/// @param seq how many appends its journal has
public record WorkRecord(WorkId id, Origin origin, long fence, long seq, WorkSummary summary) {

  /// What was known of the work when it was submitted.
  ///
  /// @param name the request's
  /// @param desc the request's
  /// @param jobs how many jobs it has
  /// @param planHash of the request, lower-case hexadecimal
  /// @param submittedBy the actor
  /// @param expiresAt Exec is refused from then on
  public record Origin(
      String name,
      String desc,
      int jobs,
      String planHash,
      String submittedBy,
      Instant created,
      Instant expiresAt) {

    /// How the journal of every work begins.
    public JournalEntry firstEntry() {
      return new JournalEntry(1, created, List.of(new Fact.Submitted(submittedBy)));
    }
  }
}
