package dev.interlock.sim;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.util.List;

/// What clients ask for, as the engine's `Admission` has it written.
sealed interface ClientCall {

  /// Stores a request as a new work.
  record Submit(WorkReq request, RequestKey key, long expiresAfter) implements ClientCall {
    Write.Act write(WorkId id, long nowMillis) {
      var now = Instant.ofEpochMilli(nowMillis);
      var expiresAt = now.plusMillis(expiresAfter);
      var origin =
          new WorkRecord.Origin(
              request.name(),
              "",
              request.jobCount(),
              "plan",
              request.labels(),
              new WorkRecord.Submission("ann", now),
              expiresAt);
      var work = new WorkRecord(id, origin, 0, 1, WorkSummary.notStarted(expiresAt));
      return new Write.Submit(work, request, origin.firstEntry(), key);
    }
  }

  /// Lets a work run.
  record Exec(WorkId work, String actor, long startAt, RequestKey key) implements ClientCall {
    Write.Act queue(WorkRecord found, long nowMillis) {
      boolean isLater = startAt > nowMillis;
      var queued = new Fact.Queued(actor, isLater ? startAt : 0);
      var entry =
          new JournalEntry(found.seq() + 1, Instant.ofEpochMilli(nowMillis), List.of(queued));
      return new Write.Queue(work, entry, isLater ? startAt : nowMillis, key);
    }
  }
}
