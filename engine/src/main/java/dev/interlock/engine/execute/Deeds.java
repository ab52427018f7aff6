package dev.interlock.engine.execute;

import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Job;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what a work's facts say, once they are durable: starts and interrupts attempts, wakes
/// watchers. Used by the work's runner alone.
///
/// @param tell brings the runner word, from any thread
record Deeds(
    WorkCourse course, String name, RunParts parts, Attempts attempts, Consumer<Input> tell) {
  private static final Logger log = LoggerFactory.getLogger(Deeds.class);

  void follow(List<Fact> facts) {
    for (var fact : facts) {
      switch (fact) {
        case Fact.AttemptStarted(int job, int attempt) -> startAttempt(job, attempt);
        case Fact.StopOrdered(var cause, _, var reason) -> {
          if (cause.interrupts()) {
            interrupt(reason);
          }
        }
        case Fact.ForwardEnded _ -> attempts.letStart();
        case Fact.WorkEnded(var how, var why) ->
            log.atInfo()
                .addKeyValue("work", course.claim().id())
                .addKeyValue("name", name)
                .log("{} {}", how, why);
        case Fact.Submitted _,
            Fact.Queued _,
            Fact.Claimed _,
            Fact.WorkStarted _,
            Fact.BlockStarted _,
            Fact.TargetAwaited _,
            Fact.AttemptEnded _,
            Fact.AttemptNotStopping _,
            Fact.BlockEnded _,
            Fact.ChecksStarted _,
            Fact.ChecksEnded _,
            Fact.BlockPassedOver _,
            Fact.PauseOrdered _,
            Fact.Paused _,
            Fact.Resumed _,
            Fact.JobSkipped _,
            Fact.JobResolved _,
            Fact.LimitSet _,
            Fact.Approved _,
            Fact.Denied _ -> {}
      }
    }
    parts.watchers().wake(course.claim().id());
  }

  private void interrupt(String reason) {
    attempts.interruptAll(new Interruption.Stopped(reason));
    attempts.startGrace();
  }

  private void startAttempt(int job, int attempt) {
    var request = course.machine().job(job);
    var type = parts.jobTypes().get(request.name());
    if (type.isEmpty()) {
      var reason = "there is no job type \"%s\" any more".formatted(request.name());
      tell.accept(new Input.AttemptFinished(job, AttemptEnd.FAILED, reason));
      return;
    }
    var runner = runner(job, attempt, request, type.get());
    if (!parts.tenure().isHeld()) {
      runner.interrupt(new Interruption.LeaseLost()); // never to start
    }
    attempts.start(job, runner);
  }

  private JobRunner runner(int job, int attempt, Job request, RegisteredJobType type) {
    var pause = pauseAfter(job, request, type);
    return new JobRunner(
        new JobRunner.Attempt(course.claim().id(), name, Integer.toString(job), attempt),
        type,
        request,
        parts.services(),
        ended -> tell.accept(new Input.AttemptFinished(job, ended.how(), ended.note(), pause)));
  }

  /// Has those attempts looked for whose process has ended and whose job types can say what they
  /// did; a look has its time like an attempt where its work is being ended. Nothing else runs of a
  /// work that was just taken over.
  void probeWhatWasLost() {
    for (int job : course.machine().runningJobs()) {
      if (attempts.hasNone(job)) {
        var request = course.machine().job(job);
        parts
            .jobTypes()
            .get(request.name())
            .ifPresent(type -> {
              var runner = runner(job, course.machine().attempts(job), request, type);
              runner.onlyProbes();
              attempts.start(job, runner);
            });
      }
    }
    course.machine().whyInterrupted().ifPresent(this::interrupt);
  }

  /// How long to wait for another attempt, should this one fail.
  private Duration pauseAfter(int job, Job request, RegisteredJobType type) {
    return request.retries() == 0
        ? Duration.ZERO
        : parts.services().pause(type.spec().retries(), course.machine().failedAttempts(job) + 1);
  }

  /// A job type that is no longer registered cannot say that it may run twice.
  CrashClass crashClassOf(int job) {
    return parts
        .jobTypes()
        .find(course.machine().job(job).name())
        .map(spec -> spec.effect().crashClass())
        .orElse(CrashClass.ONCE);
  }
}
