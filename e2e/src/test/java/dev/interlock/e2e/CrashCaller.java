package dev.interlock.e2e;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.StopWorkReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.WorkStates;
import dev.interlock.e2e.Findings.Count;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One of the callers of a [CrashRun] or a [ChaosRun]: submits works, executes them, does to them
/// what operators do, and is the person who says what became of jobs of which nobody knows. Repeats
/// every call that was not answered, with the same request id. For one thread.
final class CrashCaller implements Runnable {
  static final int BLOCKS = 3;
  static final int JOBS_A_BLOCK = 4;
  static final int LIMIT = 2;
  static final int NEW_LIMIT = 3;
  private static final int JOB_MILLIS_MAX = 60;
  private static final int LONG_JOB_OF = 20;
  private static final int TOUCHING_JOB_OF = 4;
  private static final int LOOK_AT_OTHERS_EVERY = 5;
  private static final String LAST_JOB =
      "blocks[%d].jobs[%d]".formatted(BLOCKS - 1, JOBS_A_BLOCK - 1);
  private static final int WORKS_LEFT_OPEN_MAX = 3;

  private final String name;
  private final Kind kind;
  private final Service service;
  private final Calls calls;
  private final Person person;
  private final Findings findings;
  private final SplittableRandom random;
  private final List<Kept> works = new ArrayList<>();
  private final List<Kept> open = new ArrayList<>();

  /// What an operator does to a work.
  enum Deed {
    NOTHING,
    NOTHING_AGAIN,
    PAUSE_AND_RESUME,
    SKIP,
    SET_LIMIT,
    CANCEL,
    DRAIN,
    KILL
  }

  /// What was acknowledged of a work.
  ///
  /// @param done what was done to it, and not refused
  record Kept(String id, boolean isExecuted, Deed done) {}

  /// What works are called and made of.
  ///
  /// @param longJobMillisMax some jobs take up to so long; 0 for none
  /// @param machines some jobs touch one of so many; 0 for none
  record Kind(List<String> names, int longJobMillisMax, int machines) {}

  CrashCaller(
      String name,
      Kind kind,
      Service service,
      Calls calls,
      Person person,
      SplittableRandom random) {
    this.name = name;
    this.kind = kind;
    this.service = service;
    this.calls = calls;
    this.person = person;
    this.findings = calls.findings();
    this.random = random;
  }

  /// Every work that was acknowledged to it; once it has ended.
  List<Kept> works() {
    return works;
  }

  @Override
  public void run() {
    try {
      for (int number = 0; calls.goOn(); number++) {
        one("%s-%d".formatted(name, number));
        if (open.size() > WORKS_LEFT_OPEN_MAX) {
          seeToTheEnd(open.removeFirst());
        }
      }
      for (var work : open) {
        seeToTheEnd(work);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      findings.wrong(Count.OTHER_VIOLATIONS, "%s gave up: %s".formatted(name, e));
    }
  }

  private void one(String key) throws InterruptedException {
    var request = work().setRequestId(key + "-submit").build();
    var submitted = calls.change("submit", () -> service.works().submit(request));
    if (submitted.isEmpty()) {
      return; // its name is stopped
    }
    findings.count(Count.WORKS);
    var id = submitted.get().getId();
    var exec = ExecReq.newBuilder().setId(id).setRequestId(key + "-exec").build();
    boolean isExecuted = calls.change("exec", () -> service.works().exec(exec)).isPresent();
    var deeds = Deed.values();
    var deed = isExecuted ? deeds[random.nextInt(deeds.length)] : Deed.NOTHING;
    var done = isDone(deed, id, key) ? deed : Deed.NOTHING;
    var kept = new Kept(id, isExecuted, done);
    works.add(kept);
    if (isExecuted) {
      open.add(kept);
    }
  }

  private WorkReq.Builder work() {
    var work = WorkReq.newBuilder().setName(kind.names().get(random.nextInt(kind.names().size())));
    for (int b = 0; b < BLOCKS; b++) {
      var block = Block.newBuilder().setRateLimit(LIMIT);
      for (int j = 0; j < JOBS_A_BLOCK; j++) {
        var job =
            Job.newBuilder()
                .setName(random.nextInt(3) == 0 ? "appendOnce" : "appendAgain")
                .putArgs("millis", Integer.toString(millis()));
        if (kind.machines() > 0 && random.nextInt(TOUCHING_JOB_OF) == 0) {
          job.putArgs("machine", "m" + random.nextInt(kind.machines()));
        }
        block.addJobs(job);
      }
      work.addBlocks(block);
    }
    return work;
  }

  private int millis() {
    boolean isLong = kind.longJobMillisMax() > 0 && random.nextInt(LONG_JOB_OF) == 0;
    return random.nextInt(isLong ? kind.longJobMillisMax() : JOB_MILLIS_MAX);
  }

  /// @return whether it was acknowledged
  private boolean isDone(Deed deed, String id, String key) throws InterruptedException {
    return switch (deed) {
      case NOTHING, NOTHING_AGAIN -> false;
      case PAUSE_AND_RESUME -> isPausedAndResumed(id, key);
      case SKIP -> {
        var skip =
            SkipJobReq.newBuilder()
                .setId(id)
                .setReason("a drill")
                .setRequestId(key + "-skip")
                .addJobs(LAST_JOB)
                .build();
        yield calls.change("skip", () -> service.works().skipJob(skip)).isPresent();
      }
      case SET_LIMIT -> {
        var limit =
            SetLimitReq.newBuilder()
                .setId(id)
                .setReason("a drill")
                .setRequestId(key + "-limit")
                .setBlock(BLOCKS - 1)
                .setLimit(NEW_LIMIT)
                .build();
        yield calls.change("set limit", () -> service.works().setLimit(limit)).isPresent();
      }
      case CANCEL -> {
        var cancel =
            CancelReq.newBuilder()
                .setId(id)
                .setReason("a drill")
                .setRequestId(key + "-cancel")
                .build();
        yield calls.change("cancel", () -> service.works().cancel(cancel)).isPresent();
      }
      case DRAIN -> {
        var drain =
            StopWorkReq.newBuilder()
                .setId(id)
                .setReason("a drill")
                .setRequestId(key + "-drain")
                .build();
        yield calls.change("drain", () -> service.works().stopWork(drain)).isPresent();
      }
      case KILL -> {
        var kill =
            KillReq.newBuilder().setId(id).setReason("a drill").setRequestId(key + "-kill").build();
        yield calls.change("kill", () -> service.works().kill(kill)).isPresent();
      }
    };
  }

  private boolean isPausedAndResumed(String id, String key) throws InterruptedException {
    var pause =
        PauseReq.newBuilder().setId(id).setReason("a drill").setRequestId(key + "-pause").build();
    if (calls.change("pause", () -> service.works().pause(pause)).isEmpty()) {
      return false;
    }
    var now = status(id);
    boolean isPaused =
        now.getState() == WorkState.WORK_STATE_PAUSING
            || now.getState() == WorkState.WORK_STATE_PAUSED
            || isStopped(now);
    if (!isPaused) {
      findings.wrong(Count.LOST, "the pause of %s, which is %s".formatted(id, now.getState()));
    }
    for (int attempt = 0; ; attempt++) {
      var resume =
          ResumeReq.newBuilder()
              .setId(id)
              .setReason("a drill")
              .setRequestId("%s-resume-%d".formatted(key, attempt))
              .build();
      boolean isResumed =
          calls.change("resume", () -> service.works().resume(resume)).isPresent()
              || isStopped(status(id));
      if (isResumed) {
        return true;
      }
      calls.waitAMoment(); // its name is stopped for now
    }
  }

  private static boolean isStopped(StatusResp work) {
    return work.getState() == WorkState.WORK_STATE_ES_STOPPED
        || (work.getState() == WorkState.WORK_STATE_STOPPING && work.getWasEsStopped());
  }

  private StatusResp status(String id) throws InterruptedException {
    return status(id, Duration.ZERO);
  }

  private StatusResp status(String id, Duration waitUntilEnded) throws InterruptedException {
    var wait =
        com.google.protobuf.Duration.newBuilder().setNanos((int) waitUntilEnded.toNanos()).build();
    var request =
        StatusReq.newBuilder()
            .setId(id)
            .setView(StatusView.STATUS_VIEW_FULL)
            .setWaitUntilEnded(wait)
            .build();
    Optional<StatusResp> status =
        calls.ask("status of " + id, () -> service.works().status(request));
    return status.orElseThrow(() -> new IllegalStateException("there is no status of " + id));
  }

  /// Waits for the end of a work, and says what became of jobs whenever it waits for that.
  private void seeToTheEnd(Kept kept) throws InterruptedException {
    for (int looks = 0; looks < Person.LOOKS_MAX; looks++) {
      var now = status(kept.id(), Duration.ofMillis(200));
      if (WorkStates.hasEnded(now.getState())) {
        return;
      }
      person.resolveWhatIsUnknown(now, random);
      if (looks % LOOK_AT_OTHERS_EVERY == 0) { // what this one waits for may be another's
        for (var other : open) {
          person.resolveWhatIsUnknown(status(other.id()), random);
        }
      }
    }
    findings.wrong(
        Count.OTHER_VIOLATIONS,
        "%s does not end: %s %s"
            .formatted(kept, status(kept.id()).getState(), status(kept.id()).getReason()));
  }

  // What must be true of its works in the end.

  static boolean mayEndSo(Kept kept, StatusResp work) {
    var state = work.getState();
    boolean isEsStopped = state == WorkState.WORK_STATE_ES_STOPPED;
    return switch (kept.done()) {
      case CANCEL -> state == WorkState.WORK_STATE_CANCELLED || isEsStopped;
      case DRAIN -> state == WorkState.WORK_STATE_STOPPED || isEsStopped;
      case KILL -> state == WorkState.WORK_STATE_KILLED;
      case SKIP ->
          work.getBlocks(BLOCKS - 1).getJobs(JOBS_A_BLOCK - 1).getState()
                  == JobState.JOB_STATE_SKIPPED
              && endsByItself(state);
      case SET_LIMIT ->
          work.getBlocks(BLOCKS - 1).getRateLimit() == NEW_LIMIT && endsByItself(state);
      // who is refused at one server because the name is stopped may have asked another before,
      // which stood still, and carries it out when it goes on: that stop then ends the work
      case PAUSE_AND_RESUME, NOTHING, NOTHING_AGAIN ->
          kept.isExecuted()
              ? endsByItself(state)
              : state == WorkState.WORK_STATE_NOT_STARTED || isEsStopped;
    };
  }

  private static boolean endsByItself(WorkState state) {
    return state == WorkState.WORK_STATE_COMPLETED
        || state == WorkState.WORK_STATE_FAILED
        || state == WorkState.WORK_STATE_ES_STOPPED;
  }
}
