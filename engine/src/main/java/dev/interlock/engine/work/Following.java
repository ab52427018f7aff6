package dev.interlock.engine.work;

import dev.interlock.plugin.CrashClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What inputs mean for a work, and what follows from its state by itself. Changes nothing.
final class Following {
  private final WorkProgress work;

  Following(WorkProgress work) {
    this.work = work;
  }

  /// What an attempt that was running when its process ended comes to, and that of every other.
  List<Fact> takenOver(Input.TakenOver input) {
    var facts = new ArrayList<Fact>();
    for (int job : work.runningJobs()) {
      facts.add(lost(job, input.crashClasses().apply(job)));
    }
    return facts;
  }

  private Fact lost(int job, CrashClass crashClass) {
    var attempt = "attempt %d was running when its server ended".formatted(attempts(job));
    if (work.state == WorkState.STOPPING) {
      return new Fact.AttemptEnded(
          job, AttemptEnd.UNKNOWN, attempt + " while the work was being stopped");
    }
    return switch (crashClass) {
      case IDEMPOTENT -> new Fact.AttemptEnded(job, AttemptEnd.LOST, attempt + "; it is run again");
      case ONCE ->
          new Fact.AttemptEnded(
              job,
              AttemptEnd.UNKNOWN,
              attempt
                  + "; nobody knows whether it took effect and it must not run twice: look at"
                  + " what it touches");
    };
  }

  private int attempts(int job) {
    return work.jobs.attempts(job);
  }

  List<Fact> finished(int job, AttemptEnd how, String note) {
    if (work.jobs.state(job) != JobState.RUNNING) {
      throw new IllegalStateException(
          "bug: an attempt of job %d ended (%s) while the job was %s"
              .formatted(job, how, work.jobs.state(job)));
    }
    if (how == AttemptEnd.LOST && work.state == WorkState.STOPPING) {
      return List.of(new Fact.AttemptEnded(job, AttemptEnd.INTERRUPTED, note)); // no next attempt
    }
    var ended = new Fact.AttemptEnded(job, how, note);
    if (how != AttemptEnd.FATAL) {
      return List.of(ended);
    }
    var facts = new ArrayList<Fact>();
    facts.add(ended);
    facts.addAll(stop(StopCause.FATAL_OUTCOME, "", work.places.path(job) + ": " + note));
    return facts;
  }

  List<Fact> stop(StopCause cause, String actor, String why) {
    boolean changesSomething = work.state != WorkState.STOPPING || cause.overrules(work.stopCause);
    return changesSomething ? List.of(new Fact.StopOrdered(cause, actor, why)) : List.of();
  }

  /// What the state leads to without any further input; empty when it has to wait for one.
  List<Fact> next(Starts starts, Instant now) {
    return switch (work.state) {
      case WAITING ->
          starts == Starts.ALLOWED && now.toEpochMilli() >= work.dueMillis
              ? List.of(new Fact.WorkStarted())
              : List.of();
      case RUNNING -> running(starts);
      case PAUSING -> work.running() == 0 ? List.of(new Fact.Paused()) : List.of();
      case STOPPING -> stopping();
      case NOT_STARTED,
          PAUSED,
          COMPLETED,
          FAILED,
          STOPPED,
          CANCELLED,
          KILLED,
          ES_STOPPED,
          EXPIRED ->
          List.of();
    };
  }

  private List<Fact> running(Starts starts) {
    if (work.isInBlock()) {
      return inBlock(work.blocks[work.current], starts);
    }
    if (work.current >= 0 && work.blocks[work.current].state == BlockState.FAILED) {
      var why = Reasons.ofFailure(work, work.blocks[work.current]);
      return List.of(new Fact.WorkEnded(WorkState.FAILED, why));
    }
    if (work.current + 1 == work.blocks.length) {
      return List.of(endOfAllBlocks());
    }
    return starts == Starts.ALLOWED ? List.of(new Fact.BlockStarted(work.current + 1)) : List.of();
  }

  private List<Fact> inBlock(BlockProgress block, Starts starts) {
    if (work.isBreached()) {
      return block.running() == 0 ? endOfBlock(block, BlockState.FAILED) : List.of();
    }
    if (block.unknown() > 0) {
      return List.of(); // until a person has looked
    }
    if (!block.hasMoreToStart()) {
      return block.running() == 0 ? endOfBlock(block, BlockState.COMPLETED) : List.of();
    }
    if (starts == Starts.HELD) {
      return List.of();
    }
    var facts = new ArrayList<Fact>();
    for (int job : block.nextJobs()) {
      facts.add(new Fact.AttemptStarted(job, attempts(job) + 1));
    }
    return facts;
  }

  /// A job that waits for another attempt will get none: of the last one nobody knows how it ended.
  private List<Fact> endOfBlock(BlockProgress block, BlockState how) {
    var facts = new ArrayList<Fact>();
    for (int job : block.ready()) {
      if (work.jobs.state(job) != JobState.WAITING) {
        continue; // the sequence does not go on, and its next job was never started
      }
      facts.add(
          new Fact.AttemptEnded(
              job,
              AttemptEnd.UNKNOWN,
              "nobody knows how attempt %d ended, and its block ended before it was run again"
                  .formatted(attempts(job))));
    }
    facts.add(new Fact.BlockEnded(block.index, how));
    return facts;
  }

  /// COMPLETED means that every job completed, or that a person skipped it: failures that were
  /// tolerated let the work go on, and still show at its end.
  private Fact endOfAllBlocks() {
    int jobs = work.places.jobCount();
    int done = work.counts.of(JobState.COMPLETED) + work.counts.of(JobState.SKIPPED);
    return done == jobs
        ? new Fact.WorkEnded(WorkState.COMPLETED, "")
        : new Fact.WorkEnded(WorkState.FAILED, Reasons.ofToleratedFailures(work.counts, jobs));
  }

  private List<Fact> stopping() {
    var facts = new ArrayList<Fact>();
    if (work.stopCause == StopCause.KILL) {
      for (int job : work.runningJobs()) {
        facts.add(
            new Fact.AttemptEnded(
                job, AttemptEnd.UNKNOWN, "killed while attempt %d ran".formatted(attempts(job))));
      }
    } else if (work.running() > 0) {
      return facts;
    }
    if (work.isInBlock()) {
      facts.addAll(endOfBlock(work.blocks[work.current], work.stopCause.blockEnding()));
    }
    facts.add(new Fact.WorkEnded(work.stopCause.ending(), work.reason));
    return facts;
  }
}
