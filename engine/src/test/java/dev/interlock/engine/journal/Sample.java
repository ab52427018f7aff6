package dev.interlock.engine.journal;

import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Values for the tests of a store.
final class Sample {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");

  /// When a queued work is to be run.
  static final long DUE = NOON.toEpochMilli();

  static final String ODD =
      "naïve Ω 火 \uD83D\uDE80 'quoted' \"twice\" \\ % _ ; -- \t\n\r\u0000\u0001 end"
          + "x".repeat(10_240);
  static final WorkReq REQUEST =
      new WorkReq(
          "erase",
          "one disk",
          List.of(new Block("first", 1, 0, List.of(new Job("sleep", "", Map.of("seconds", "1"))))));

  private Sample() {}

  /// Ids in the order of their numbers, in the form of a UUIDv7.
  static WorkId id(int number) {
    return new WorkId(
        new UUID(0x019A_0000_0000_7000L | ((long) number << 16), 0x8000_0000_0000_0000L | number));
  }

  static WorkRecord work(int number) {
    return work(number, "erase");
  }

  static WorkRecord work(int number, String name) {
    var origin =
        new WorkRecord.Origin(
            name,
            "work " + number,
            1,
            "00ff" + number,
            Map.of(),
            new WorkRecord.Submission("ann", NOON),
            NOON.plus(Duration.ofHours(1)));
    return new WorkRecord(id(number), origin, 0, 1, WorkSummary.notStarted(origin.expiresAt()));
  }

  static Write.Submit submit(int number) {
    return submit(work(number), RequestKey.NONE);
  }

  static Write.Submit submit(WorkRecord work, RequestKey key) {
    return new Write.Submit(work, REQUEST, entry(1, new Fact.Submitted("ann")), key);
  }

  static Write.Queue queue(WorkId id) {
    return queue(id, RequestKey.NONE);
  }

  static Write.Queue queue(WorkId id, RequestKey key) {
    return new Write.Queue(id, entry(2, new Fact.Queued("ann")), DUE, key);
  }

  /// An append that starts nothing.
  static Write.Append append(Claim claim, long seq, WorkState state) {
    return append(claim, entry(seq, new Fact.BlockStarted((int) seq)), state, Write.ANY_EPOCH);
  }

  static Write.Append append(Claim claim, JournalEntry entry, WorkState state, long stopEpoch) {
    return new Write.Append(claim, entry, summary(state), stopEpoch);
  }

  static WorkSummary summary(WorkState state) {
    long due = state.isTerminal() ? WorkMachine.NEVER : DUE;
    return new WorkSummary(
        state, "", false, false, WorkSummary.Times.NONE, due, WorkSummary.Counts.NONE);
  }

  static JournalEntry entry(long seq, Fact... facts) {
    return new JournalEntry(seq, NOON.plusSeconds(seq), List.of(facts));
  }

  static Write.SetStop stop(String name, String status, RequestKey key) {
    return new Write.SetStop(new StopRow(name, status, "a drill", "ann", NOON), key);
  }
}
