package dev.interlock.engine.journal;

import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A stored work without its request and its journal.
///
/// @param origin what never changes
/// @param fence how often it was claimed; only the newest claim may write
/// @param seq how many appends its journal has
public record WorkRecord(WorkId id, Origin origin, long fence, long seq, WorkSummary summary) {

  public WorkRecord with(WorkSummary newSummary) {
    return new WorkRecord(id, origin, fence, seq, newSummary);
  }

  /// What was known of the work when it was submitted.
  ///
  /// @param name the request's
  /// @param desc the request's
  /// @param jobs how many jobs it has
  /// @param planHash of the request, lower-case hexadecimal
  /// @param labels the request's
  /// @param expiresAt Exec is refused from then on
  public record Origin(
      String name,
      String desc,
      int jobs,
      String planHash,
      Map<String, String> labels,
      Submission submission,
      Instant expiresAt) {
    public Origin {
      labels = Map.copyOf(labels);
    }

    public String submittedBy() {
      return submission.actor();
    }

    public Instant created() {
      return submission.at();
    }

    /// How the journal of every work begins.
    public JournalEntry firstEntry() {
      var submitted =
          new Fact.Submitted(submission.actor(), submission.copiedFrom(), submission.reason());
      return new JournalEntry(1, submission.at(), List.of(submitted));
    }
  }

  /// Who submitted it, when, and of what it was made.
  ///
  /// @param copiedFrom the id of the work that it is a copy of; empty when it is none
  /// @param reason why it was copied; empty when it is no copy
  public record Submission(String actor, Instant at, String copiedFrom, String reason) {
    /// Of a request that was made of no other work's.
    public Submission(String actor, Instant at) {
      this(actor, at, "", "");
    }
  }
}
