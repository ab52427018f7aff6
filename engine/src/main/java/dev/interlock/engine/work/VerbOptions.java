package dev.interlock.engine.work;

import dev.interlock.engine.work.Verb.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What each verb would do to a work as it is now, in words for whoever is about to use it. Changes
/// nothing.
final class VerbOptions {
  private final WorkProgress work;
  private final Orders orders;
  private final WorkState shown;
  private final Instant now;

  /// @param shown the state that people see
  VerbOptions(WorkProgress work, Orders orders, WorkState shown, Instant now) {
    this.work = work;
    this.orders = orders;
    this.shown = shown;
    this.now = now;
  }

  /// One for each verb, in the order of [Kind].
  List<VerbOption> all() {
    return Arrays.stream(Kind.values()).map(this::option).toList();
  }

  private VerbOption option(Kind verb) {
    var refused = refusal(verb);
    return refused.isPresent()
        ? new VerbOption.MayNot(verb, refused.get())
        : new VerbOption.May(verb, effect(verb));
  }

  /// What it is about, a job for instance, may forbid it besides.
  private Optional<Refused> refusal(Kind verb) {
    return switch (verb) {
      case PAUSE -> orders.refusal(shown, new Verb.Pause(), now);
      case RESUME -> orders.refusal(shown, new Verb.Resume(), now);
      case STOP -> orders.refusal(shown, new Verb.Stop(), now);
      case CANCEL -> orders.refusal(shown, new Verb.Cancel(), now);
      case KILL -> orders.refusal(shown, new Verb.Kill(), now);
      case SKIP_JOB, RESOLVE_JOB, SET_LIMIT, APPROVE, DENY, RETRY_FAILED, CLONE ->
          VerbTable.cell(shown, verb) instanceof VerbTable.Cell.Refuses
              ? Optional.of(VerbTable.refused(shown, verb))
              : Optional.empty();
    };
  }

  private String effect(Kind verb) {
    return switch (verb) {
      case PAUSE ->
          running("finishes", "finish")
              + left(left(), "starts only when it is resumed", "start only when it is resumed");
      case RESUME ->
          "it goes on with %s, if the policies and the emergency stop allow it then"
              .formatted(count(left(), "job", "jobs"));
      case STOP -> running("finishes", "finish") + end(StopCause.STOP);
      case CANCEL -> running("is interrupted", "are interrupted") + end(StopCause.CANCEL);
      case KILL ->
          running("is interrupted and of unknown outcome", "are interrupted and of unknown outcome")
              + end(StopCause.KILL);
      case SKIP_JOB -> "it goes on as if these jobs had completed";
      case RESOLVE_JOB -> "these jobs are as you say, and it goes on by that";
      case SET_LIMIT -> "so many of the block run at once from now on; what runs goes on";
      case APPROVE -> "one approval more; it runs only when it is executed";
      case DENY ->
          "it never runs; %s not started"
              .formatted(count(work.places.jobCount(), "job is", "jobs are"));
      case RETRY_FAILED ->
          "a new work of the %s, which runs when it is executed"
              .formatted(count(undone(), "job that is not done", "jobs that are not done"));
      case CLONE ->
          "a new work of the same %s, which runs when it is executed"
              .formatted(count(work.places.jobCount(), "job", "jobs"));
    };
  }

  private String running(String one, String many) {
    int running = work.running();
    return running == 0
        ? "nothing runs"
        : "%s %s"
            .formatted(count(running, "running job", "running jobs"), running == 1 ? one : many);
  }

  private static String left(int jobs, String one, String many) {
    return jobs == 0 ? "" : ", %d %s".formatted(jobs, jobs == 1 ? one : many);
  }

  /// What never starts, and what does so in the end.
  private String end(StopCause cause) {
    int jobs = 0;
    int blocks = 0;
    for (var block : work.blocks) {
      boolean isToRun = work.forward == null && Following.runsInTheEnd(work, block, cause);
      blocks += isToRun ? 1 : 0;
      jobs += isToRun ? 0 : left(block.counts);
    }
    var inTheEnd =
        blocks == 0
            ? ""
            : "; then %s in the end".formatted(count(blocks, "block runs", "blocks run"));
    return left(jobs, "is not started", "are not started") + inTheEnd;
  }

  private int left() {
    return left(work.counts);
  }

  /// Jobs that have not begun, or that wait for another attempt.
  private static int left(JobCounts counts) {
    return counts.of(JobState.NOT_STARTED) + counts.of(JobState.WAITING);
  }

  private int undone() {
    return work.places.jobCount()
        - work.counts.of(JobState.COMPLETED)
        - work.counts.of(JobState.SKIPPED);
  }

  private static String count(long number, String one, String many) {
    return "%d %s".formatted(number, number == 1 ? one : many);
  }
}
