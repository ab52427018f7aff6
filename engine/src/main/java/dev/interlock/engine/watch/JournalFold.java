package dev.interlock.engine.watch;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.time.InstantSource;

/// A work as its journal says up to an entry, and which entry last changed each of its blocks and
/// jobs: whoever knows the work up to an earlier entry is told what is other than it was, once and
/// as it is now. For one thread at a time.
final class JournalFold {
  /// Beyond those of one entry, which are never told apart.
  private static final int JOBS_A_CHANGE = 100;

  private final InstantSource clock;
  private final WorkMachine machine;
  private final LastChanged blocks;
  private final LastChanged jobs;
  private long seq;
  private Instant at = Instant.EPOCH;

  /// Once it has ended: what it was before.
  private WorkState stateBeforeEnd = WorkState.NOT_STARTED;

  private String reasonBeforeEnd = "";

  /// A work of which nothing was read yet.
  JournalFold(WorkReq request, InstantSource clock) {
    this.clock = clock;
    this.machine = new WorkMachine(request);
    this.blocks = new LastChanged(request.blocks().size());
    this.jobs = new LastChanged(machine.jobCount());
  }

  /// Goes on to the last entry that the journal has.
  void readOn(WorkStore store, WorkId id) {
    if (!hasEnded()) {
      var _ = store.readJournal(id, seq, this::apply);
    }
  }

  private void apply(JournalEntry entry) {
    seq = entry.seq();
    at = entry.at();
    for (var fact : entry.facts()) {
      if (fact instanceof Fact.WorkEnded) {
        stateBeforeEnd = machine.state();
        reasonBeforeEnd = machine.reason();
      }
      machine.apply(fact, entry.at());
      note(fact);
    }
  }

  private void note(Fact fact) {
    switch (fact) {
      case Fact.AttemptStarted(int job, _) -> jobChanged(job);
      case Fact.AttemptEnded(int job, _, _, _) -> jobChanged(job);
      case Fact.AttemptNotStopping(int job) -> jobChanged(job);
      case Fact.JobSkipped(int job, _, _) -> jobChanged(job);
      case Fact.JobResolved(int job, _, _, _) -> jobChanged(job);
      case Fact.LimitSet(int block, _, _, _) -> blocks.changed(block, seq);
      case Fact.BlockStarted(int block) -> blocks.changed(block, seq);
      case Fact.BlockEnded(int block, _) -> blocks.changed(block, seq);
      case Fact.BlockPassedOver(int block, _) -> {
        blocks.changed(block, seq);
        var passed = machine.block(block);
        for (int i = 0; i < passed.block().jobCount(); i++) {
          jobs.changed(passed.firstJob() + i, seq);
        }
      }
      case Fact.Submitted _,
          Fact.Queued _,
          Fact.Claimed _,
          Fact.WorkStarted _,
          Fact.TargetAwaited _,
          Fact.ChecksStarted _,
          Fact.ChecksEnded _,
          Fact.ForwardEnded _,
          Fact.StopOrdered _,
          Fact.PauseOrdered _,
          Fact.Paused _,
          Fact.Resumed _,
          Fact.Approved _,
          Fact.Denied _,
          Fact.WorkEnded _ -> {}
    }
  }

  private void jobChanged(int job) {
    jobs.changed(job, seq);
    blocks.changed(machine.blockOf(job), seq);
  }

  /// The last entry that was read; 0 for none.
  long seq() {
    return seq;
  }

  boolean hasEnded() {
    return machine.state().isTerminal();
  }

  /// What is other than it was at an entry before the last one, or the first part of that.
  ///
  /// @param known that entry
  Change after(long known) {
    long part = jobs.seqOfMost(JOBS_A_CHANGE, known);
    long upTo = part < jobs.latestSeq() ? part : seq;
    boolean isEndToCome = hasEnded() && upTo < seq;
    return new Change(
        upTo,
        at,
        isEndToCome ? stateBeforeEnd : machine.state(),
        isEndToCome ? reasonBeforeEnd : machine.reasonOrWait(clock.instant()),
        blocks.between(known, upTo),
        jobs.between(known, upTo),
        machine);
  }
}
