package dev.interlock.store;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Writes for the tests of one database.
public final class Writes {
  /// What a newer version leaves behind that has only added to the schema.
  public static final String NEWER_SCHEMA =
      """
      insert into schema_history
             (installed_rank, version, description, type, script, checksum, installed_by,
              execution_time, success)
      values (99, '0099', 'future', 'SQL', '0099_future.sql', 1, 'ann', 1, true)
      """;

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int LARGE_CHARS = 20_000;

  private Writes() {}

  public static WorkId id(int number) {
    return new WorkId(new UUID(0x019A_0000_0000_7000L, 0x8000_0000_0000_0000L | number));
  }

  public static Write submit(int number) {
    return submit(number, "", Map.of());
  }

  public static Write submitLarge(int number) {
    return submit(number, "x".repeat(LARGE_CHARS), Map.of());
  }

  public static Write submit(int number, Map<String, String> labels) {
    return submit(number, "", labels);
  }

  public static Write.Queue queue(int number) {
    var entry = new JournalEntry(2, NOON, List.of(new Fact.Queued("ann")));
    return new Write.Queue(id(number), entry, NOON.toEpochMilli(), RequestKey.NONE);
  }

  /// The start of another attempt of a work that was claimed.
  ///
  /// @param running how many attempts run then
  public static Write.Append started(
      Claim claim, long seq, Instant at, int running, long stopEpoch) {
    var summary =
        new WorkSummary(
            WorkState.RUNNING,
            "",
            false,
            false,
            WorkSummary.Times.NONE,
            0,
            new WorkSummary.Counts(0, running, 0, 0, 0, 0, 0));
    var entry = new JournalEntry(seq, at, List.of(new Fact.AttemptStarted(0, (int) seq)));
    return new Write.Append(claim, entry, summary, stopEpoch);
  }

  private static Write submit(int number, String desc, Map<String, String> labels) {
    var origin =
        new WorkRecord.Origin(
            "erase",
            "",
            0,
            "00ff",
            labels,
            new WorkRecord.Submission("ann", NOON),
            NOON.plus(Duration.ofHours(1)));
    var work = new WorkRecord(id(number), origin, 0, 1, WorkSummary.notStarted(origin.expiresAt()));
    var request = new WorkReq("erase", desc, List.of());
    var entry = new JournalEntry(1, NOON, List.of(new Fact.Submitted("ann")));
    return new Write.Submit(work, request, entry, RequestKey.NONE);
  }
}
