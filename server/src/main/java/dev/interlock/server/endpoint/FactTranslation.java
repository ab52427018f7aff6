package dev.interlock.server.endpoint;

import dev.interlock.api.v1.FactKind;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.time.Spans;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// What happened to a work, in words.
///
/// @param machine of the work's request, in whatever state: for the places of its jobs
record FactTranslation(WorkMachine machine) {

  /// A fact of an entry.
  dev.interlock.api.v1.Fact inEntry(Fact fact, JournalEntry entry) {
    return fact(fact, entry.at()).setSeq(entry.seq()).setAt(Times.of(entry.at())).build();
  }

  private dev.interlock.api.v1.Fact.Builder fact(Fact fact, Instant at) {
    return switch (fact) {
      case Fact.Submitted(var actor, var copiedFrom, var reason) ->
          of(FactKind.FACT_KIND_SUBMITTED, "", "submitted" + from(copiedFrom))
              .setActor(actor)
              .setReason(reason);
      case Fact.Queued(var actor, long startAt) ->
          of(FactKind.FACT_KIND_QUEUED, "", "executed" + later(startAt)).setActor(actor);
      case Fact.Claimed(var replica) ->
          of(FactKind.FACT_KIND_CLAIMED, "", "run by server " + replica);
      case Fact.WorkStarted() -> of(FactKind.FACT_KIND_WORK_STARTED, "", "started");
      case Fact.BlockStarted(int block) ->
          of(FactKind.FACT_KIND_BLOCK_STARTED, path(block), "started");
      case Fact.AttemptStarted(int job, int attempt) ->
          of(
              FactKind.FACT_KIND_ATTEMPT_STARTED,
              machine.place(job).toString(),
              "attempt %d started".formatted(attempt));
      case Fact.TargetAwaited awaits -> awaited(awaits);
      case Fact.AttemptEnded ended -> attemptEnded(ended, at);
      case Fact.AttemptNotStopping(int job) ->
          of(
              FactKind.FACT_KIND_ATTEMPT_NOT_STOPPING,
              machine.place(job).toString(),
              "was told to end, and goes on");
      case Fact.BlockEnded(int block, var how) ->
          of(FactKind.FACT_KIND_BLOCK_ENDED, path(block), words(how));
      case Fact.ChecksStarted(var round) ->
          of(FactKind.FACT_KIND_CHECKS_STARTED, path(round), "checks started");
      case Fact.ChecksEnded(var round, boolean passed, var note) ->
          of(
                  FactKind.FACT_KIND_CHECKS_ENDED,
                  path(round),
                  passed ? "checks passed" : "a check failed")
              .setReason(note);
      case Fact.BlockPassedOver(int block, var why) ->
          of(FactKind.FACT_KIND_BLOCK_PASSED_OVER, path(block), "passed over").setReason(why);
      case Fact.ForwardEnded(var how, var reason) -> {
        var text = words(how) + ", but for the blocks that run in the end";
        yield of(FactKind.FACT_KIND_FORWARD_ENDED, "", text).setReason(reason);
      }
      case Fact.StopOrdered(var cause, var actor, var reason) ->
          of(FactKind.FACT_KIND_STOP_ORDERED, "", words(cause)).setActor(actor).setReason(reason);
      case Fact.PauseOrdered(var actor, var reason) ->
          of(FactKind.FACT_KIND_PAUSE_ORDERED, "", "to be paused")
              .setActor(actor)
              .setReason(reason);
      case Fact.Paused() -> of(FactKind.FACT_KIND_PAUSED, "", "paused");
      case Fact.Resumed(var actor, var reason) ->
          of(FactKind.FACT_KIND_RESUMED, "", "resumed").setActor(actor).setReason(reason);
      case Fact.JobSkipped(int job, var actor, var reason) ->
          of(FactKind.FACT_KIND_JOB_SKIPPED, machine.place(job).toString(), "skipped")
              .setActor(actor)
              .setReason(reason);
      case Fact.JobResolved(int job, var as, var actor, var reason) ->
          of(FactKind.FACT_KIND_JOB_RESOLVED, machine.place(job).toString(), words(as))
              .setActor(actor)
              .setReason(reason);
      case Fact.LimitSet(int block, int limit, var actor, var reason) ->
          of(FactKind.FACT_KIND_LIMIT_SET, path(block), "at most %d at once".formatted(limit))
              .setActor(actor)
              .setReason(reason);
      case Fact.Approved(var actor, _, _, var reason) ->
          of(FactKind.FACT_KIND_APPROVED, "", "approved").setActor(actor).setReason(reason);
      case Fact.Denied(var actor, var reason) ->
          of(FactKind.FACT_KIND_DENIED, "", "denied").setActor(actor).setReason(reason);
      case Fact.WorkEnded(var how, var reason) ->
          of(FactKind.FACT_KIND_WORK_ENDED, "", words(how)).setReason(reason);
    };
  }

  private static dev.interlock.api.v1.Fact.Builder of(FactKind kind, String path, String text) {
    return dev.interlock.api.v1.Fact.newBuilder().setKind(kind).setPath(path).setText(text);
  }

  private static String from(String copiedFrom) {
    return copiedFrom.isEmpty() ? "" : ", a copy of " + copiedFrom;
  }

  private static String later(long startAtMillis) {
    return startAtMillis == 0 ? "" : ", not to start before " + Instant.ofEpochMilli(startAtMillis);
  }

  private dev.interlock.api.v1.Fact.Builder awaited(Fact.TargetAwaited awaits) {
    return of(
        FactKind.FACT_KIND_TARGET_AWAITED,
        machine.place(awaits.job()).toString(),
        "waits for %s, which work %s uses".formatted(awaits.target(), awaits.user()));
  }

  private dev.interlock.api.v1.Fact.Builder attemptEnded(Fact.AttemptEnded ended, Instant at) {
    var pause = Duration.ofMillis(ended.againMillis() - at.toEpochMilli());
    var again = ended.againMillis() == 0 ? "" : "; another follows in " + Spans.inWords(pause);
    return of(
            FactKind.FACT_KIND_ATTEMPT_ENDED,
            machine.place(ended.job()).toString(),
            words(ended.how()) + again)
        .setReason(ended.note());
  }

  private static String words(AttemptEnd how) {
    return switch (how) {
      case SUCCEEDED -> "attempt succeeded";
      case FAILED -> "attempt failed";
      case FATAL -> "attempt failed, and the whole work must stop";
      case INTERRUPTED -> "attempt was interrupted";
      case UNKNOWN -> "nobody knows how the attempt ended";
      case LOST -> "attempt was lost, and is to run again";
    };
  }

  private static String words(StopCause cause) {
    return switch (cause) {
      case STOP -> "to be stopped once nothing runs";
      case FATAL_OUTCOME -> "must stop";
      case CANCEL -> "cancelled";
      case DEADLINE -> "deadline passed";
      case EMERGENCY_STOP -> "emergency stop";
      case KILL -> "killed";
    };
  }

  private static String words(Resolution as) {
    return switch (as) {
      case DONE -> "said to be done";
      case FAILED -> "said to have failed";
      case RUN_AGAIN -> "to run again";
    };
  }

  private static String words(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String path(int block) {
    return "blocks[%d]".formatted(block);
  }

  private static String path(CheckRound round) {
    var kind = "checks." + words(round.kind());
    return round.block() == CheckRound.OF_WORK ? kind : path(round.block()) + "." + kind;
  }
}
