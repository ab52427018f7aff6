package dev.interlock.store.crash;

import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Every durable write of the engine: each kind of [Write], and the appends by what they carry. One
/// write can be several of them.
@SuppressWarnings("ImmutableEnumChecker") // no lambda here remembers anything
enum DurableWrite {
  SUBMIT(Write.Submit.class, Fact.Submitted.class, write -> has(write, Write.Submit.class)),
  COPY(
      Write.Submit.class,
      Fact.Submitted.class,
      write -> carries(write, Fact.Submitted.class, fact -> !fact.copiedFrom().isEmpty())),
  /// With its entry in the audit.
  DECIDED(Write.Decided.class, _ -> false),
  QUEUE(Write.Queue.class, Fact.Queued.class, write -> has(write, Write.Queue.class)),
  BEGIN(Write.Begin.class, Fact.Queued.class, write -> has(write, Write.Begin.class)),
  TAKE(Write.Take.class, write -> has(write, Write.Take.class)),
  TAKE_TOKEN(Write.TakeToken.class, write -> has(write, Write.TakeToken.class)),
  SET_STOP(Write.SetStop.class, write -> setsStop(write, "stop")),
  RELEASE_STOP(Write.SetStop.class, write -> setsStop(write, "go")),

  CLAIMED(Fact.Claimed.class),
  WORK_STARTED(Fact.WorkStarted.class),
  BLOCK_STARTED(Fact.BlockStarted.class),
  INTENT(
      Fact.AttemptStarted.class,
      write ->
          carries(write, Fact.AttemptStarted.class) && !carries(write, Fact.AttemptEnded.class)),
  TAKES_TARGETS(
      Fact.AttemptStarted.class, write -> changes(write, targets -> !targets.taken().isEmpty())),
  LETS_TARGETS_GO(
      Fact.AttemptEnded.class, write -> changes(write, targets -> !targets.letGo().isEmpty())),
  TARGET_AWAITED(Fact.TargetAwaited.class),
  OUTCOME(
      Fact.AttemptEnded.class,
      write ->
          carries(write, Fact.AttemptEnded.class) && !carries(write, Fact.AttemptStarted.class)),
  OUTCOME_AND_INTENTS(
      Fact.AttemptEnded.class,
      write ->
          carries(write, Fact.AttemptEnded.class) && carries(write, Fact.AttemptStarted.class)),
  OUTCOME_WITH_OUTPUT(
      Fact.AttemptEnded.class,
      write -> write instanceof Write.Append append && !append.outputs().isEmpty()),
  FAILED_TO_BE_TRIED_AGAIN(
      Fact.AttemptEnded.class,
      write -> carries(write, Fact.AttemptEnded.class, fact -> fact.againMillis() > 0)),
  LOST(Fact.AttemptEnded.class, write -> ends(write, AttemptEnd.LOST)),
  UNKNOWN(Fact.AttemptEnded.class, write -> ends(write, AttemptEnd.UNKNOWN)),
  INTERRUPTED(Fact.AttemptEnded.class, write -> ends(write, AttemptEnd.INTERRUPTED)),
  NOT_STOPPING(Fact.AttemptNotStopping.class),
  BLOCK_ENDED(Fact.BlockEnded.class),
  BLOCK_PASSED_OVER(Fact.BlockPassedOver.class),
  CHECKS_STARTED(Fact.ChecksStarted.class),
  CHECKS_PASSED(
      Fact.ChecksEnded.class,
      write -> carries(write, Fact.ChecksEnded.class, ended -> ended.passed())),
  CHECKS_FAILED(
      Fact.ChecksEnded.class,
      write -> carries(write, Fact.ChecksEnded.class, ended -> !ended.passed())),
  FORWARD_ENDED(Fact.ForwardEnded.class),
  WORK_ENDED(Fact.WorkEnded.class),
  EXPIRED(
      Fact.WorkEnded.class,
      write -> carries(write, Fact.WorkEnded.class, ended -> ended.how() == WorkState.EXPIRED)),

  STOPPED(Fact.StopOrdered.class, write -> stops(write, StopCause.STOP)),
  CANCELLED(Fact.StopOrdered.class, write -> stops(write, StopCause.CANCEL)),
  KILLED(Fact.StopOrdered.class, write -> stops(write, StopCause.KILL)),
  FATAL(Fact.StopOrdered.class, write -> stops(write, StopCause.FATAL_OUTCOME)),
  OVERDUE(Fact.StopOrdered.class, write -> stops(write, StopCause.DEADLINE)),
  EMERGENCY_STOPPED(Fact.StopOrdered.class, write -> stops(write, StopCause.EMERGENCY_STOP)),

  PAUSE_ORDERED(
      Fact.PauseOrdered.class,
      write -> carries(write, Fact.PauseOrdered.class, fact -> !fact.actor().isEmpty())),
  PAUSED_FOR_FAILURES(
      Fact.PauseOrdered.class,
      write -> carries(write, Fact.PauseOrdered.class, fact -> fact.actor().isEmpty())),
  PAUSED(Fact.Paused.class),
  RESUMED(Fact.Resumed.class),
  SKIPPED(Fact.JobSkipped.class),
  RESOLVED(Fact.JobResolved.class),
  LIMIT_SET(Fact.LimitSet.class),
  APPROVED(Fact.Approved.class),
  DENIED(Fact.Denied.class);

  private final Set<Class<?>> kinds;
  private final Predicate<Write> is;

  DurableWrite(Class<? extends Write> write, Class<? extends Fact> fact, Predicate<Write> is) {
    this.kinds = Set.of(write, fact);
    this.is = is;
  }

  /// @param kind a kind of write or of fact
  DurableWrite(Class<?> kind, Predicate<Write> is) {
    this.kinds = Set.of(kind);
    this.is = is;
  }

  DurableWrite(Class<? extends Fact> fact) {
    this(fact, write -> carries(write, fact));
  }

  /// The kinds of write and fact that it is about.
  Set<Class<?>> kinds() {
    return kinds;
  }

  /// What a write is.
  static Set<DurableWrite> of(Write write) {
    var all = EnumSet.noneOf(DurableWrite.class);
    var act = write instanceof Write.Decided(var decided, _) ? decided : write;
    for (var one : values()) {
      if (one.is.test(act)) {
        all.add(one);
      }
    }
    if (write instanceof Write.Decided) {
      all.add(DECIDED);
    }
    return all;
  }

  static List<Fact> facts(Write write) {
    return switch (write) {
      case Write.Submit submit -> submit.first().facts();
      case Write.Queue queue -> queue.entry().facts();
      case Write.Append append -> append.entry().facts();
      case Write.Begin begin -> begin.append().entry().facts();
      case Write.Decided(var act, _) -> facts(act);
      case Write.Take _, Write.SetStop _, Write.TakeToken _, Write.Audit _ -> List.of();
    };
  }

  private static boolean has(Write write, Class<? extends Write> kind) {
    return kind.isInstance(write);
  }

  private static boolean setsStop(Write write, String status) {
    return write instanceof Write.SetStop set && set.row().status().equals(status);
  }

  private static boolean carries(Write write, Class<? extends Fact> kind) {
    return facts(write).stream().anyMatch(kind::isInstance);
  }

  private static <F extends Fact> boolean carries(Write write, Class<F> kind, Predicate<F> which) {
    return facts(write).stream().filter(kind::isInstance).map(kind::cast).anyMatch(which);
  }

  private static boolean changes(Write write, Predicate<TargetChanges> which) {
    return write instanceof Write.Append append && which.test(append.targets());
  }

  private static boolean ends(Write write, AttemptEnd how) {
    return carries(write, Fact.AttemptEnded.class, ended -> ended.how() == how);
  }

  private static boolean stops(Write write, StopCause cause) {
    return carries(write, Fact.StopOrdered.class, stop -> stop.cause() == cause);
  }
}
