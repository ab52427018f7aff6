package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.Attempt;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.engine.execute.AttemptOutput;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.work.AttemptRecord;
import dev.interlock.engine.work.JobCounts;
import dev.interlock.engine.work.JobPlace;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.WorkMachine;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// A work as the engine has it, as messages.
final class StatusTranslation {
  private final WorkMachine machine;
  private final Timestamp created;
  private final IntFunction<Optional<AttemptOutput.Seen>> running;

  /// @param created when the work was; its blocks and jobs came into being with it
  /// @param running what the running attempt of a job shows of itself
  StatusTranslation(
      WorkMachine machine, Timestamp created, IntFunction<Optional<AttemptOutput.Seen>> running) {
    this.machine = machine;
    this.created = created;
    this.running = running;
  }

  static StatusTranslation of(WorkLook look) {
    return new StatusTranslation(
        look.machine(),
        Times.of(look.record().origin().created()),
        job -> look.running().apply(job).map(AttemptOutput::seen));
  }

  /// The whole work.
  ///
  /// @param view FULL brings the jobs too
  static StatusResp status(WorkLook look, StatusView view) {
    var record = look.record();
    var origin = record.origin();
    var machine = look.machine();
    var translation = of(look);
    var status =
        StatusResp.newBuilder()
            .setName(origin.name())
            .setDesc(origin.desc())
            .setStatus(States.folded(machine.state()))
            .setHadErrors(machine.hadErrors())
            .setWasEsStopped(machine.wasEsStopped())
            .setId(record.id().toString())
            .setState(States.of(machine.state()))
            .setReason(machine.reasonOrWait(look.at()))
            .setSeq(record.seq())
            .setCounts(counts(machine.counts()))
            .setPlanHash(origin.planHash())
            .setSubmittedBy(origin.submittedBy())
            .setCreated(translation.created)
            .setExpiresAt(Times.of(origin.expiresAt()))
            .setCopiedFrom(origin.submission().copiedFrom())
            .putAllLabels(new TreeMap<>(origin.labels()));
    time(machine.startedMillis(), status::setStarted);
    time(machine.endedMillis(), status::setEnded);
    for (var approval : machine.approvals()) {
      status.addApprovalsBuilder().setActor(approval.actor()).setAt(Times.of(approval.at()));
    }
    for (int b = 0; b < machine.request().blocks().size(); b++) {
      var block = translation.block(b);
      if (view == StatusView.STATUS_VIEW_FULL) {
        translation.addJobs(b, block);
      }
      status.addBlocks(block);
    }
    return status.build();
  }

  private void addJobs(int b, BlockStatus.Builder status) {
    var view = machine.block(b);
    for (int j = 0; j < view.block().jobCount(); j++) {
      status.addJobs(job(view.firstJob() + j));
    }
  }

  /// A block without its jobs.
  BlockStatus.Builder block(int b) {
    var view = machine.block(b);
    var status =
        BlockStatus.newBuilder()
            .setDesc(view.block().desc())
            .setStatus(States.folded(view.state()))
            .setHasError(view.counts().failedOrUnknown() > 0)
            .setIndex(b)
            .setState(States.of(view.state()))
            .setCounts(counts(view.counts()))
            .setRateLimit(view.limit())
            .setToleratedFailures(view.block().toleratedFailures())
            .setRole(RequestWords.of(view.block().turn().role()))
            .setCreated(created);
    time(view.startedMillis(), status::setStarted);
    time(view.endedMillis(), status::setEnded);
    return status;
  }

  /// A job with its attempts.
  ///
  /// @param number over the whole work, from 0
  JobStatus job(int number) {
    var job = machine.job(number);
    var view = machine.jobView(number);
    var place = machine.place(number);
    var status =
        JobStatus.newBuilder()
            .setName(job.name())
            .setDesc(job.desc())
            .putAllArgs(job.args())
            .setStatus(States.folded(view.state()))
            .setBlock(place.block())
            .setIndex(number - machine.block(place.block()).firstJob())
            .setState(States.of(view.state()))
            .setCreated(created)
            .setNotStopping(view.notStopping());
    if (place.sequence() != JobPlace.SINGLE) {
      status.setSequence(place.sequence()).setIndexInSequence(place.index());
    }
    if (isBad(view.state())) {
      status.setError(view.note());
    } else {
      status.setNote(view.note());
    }
    time(view.startedMillis(), status::setStarted);
    time(view.endedMillis(), status::setEnded);
    for (var attempt : view.attempts()) {
      status.addAttempts(attempt(attempt));
    }
    VerbTranslation.addTo(status, machine, number);
    if (view.state() == JobState.RUNNING) {
      running.apply(number).ifPresent(seen -> show(seen, status));
    }
    return status.build();
  }

  private static boolean isBad(JobState state) {
    return switch (state) {
      case FAILED, UNKNOWN, CANCELLED -> true;
      case NOT_STARTED, WAITING, RUNNING, COMPLETED, SKIPPED -> false;
    };
  }

  private static void show(AttemptOutput.Seen seen, JobStatus.Builder status) {
    status
        .setProgressPercent(seen.percent())
        .setProgressNote(seen.note())
        .addAllOutput(seen.lines());
  }

  private static Attempt attempt(AttemptRecord record) {
    var started = Times.of(record.started());
    var attempt =
        Attempt.newBuilder()
            .setNumber(record.number())
            .setReplica(record.replica())
            .setState(States.of(record.state()))
            .setNote(record.note())
            .setCreated(started) // an attempt comes into being by being started
            .setStarted(started);
    record.ended().ifPresent(ended -> attempt.setEnded(Times.of(ended)));
    return attempt.build();
  }

  /// As the row of a work has them.
  static dev.interlock.api.v1.JobCounts counts(WorkSummary.Counts counts, int jobs) {
    return dev.interlock.api.v1.JobCounts.newBuilder()
        .setNotStarted(jobs - counts.sum())
        .setWaiting(counts.waiting())
        .setRunning(counts.running())
        .setCompleted(counts.completed())
        .setFailed(counts.failed())
        .setUnknown(counts.unknown())
        .setSkipped(counts.skipped())
        .setCancelled(counts.cancelled())
        .build();
  }

  static dev.interlock.api.v1.JobCounts counts(JobCounts counts) {
    return dev.interlock.api.v1.JobCounts.newBuilder()
        .setNotStarted(counts.of(JobState.NOT_STARTED))
        .setWaiting(counts.of(JobState.WAITING))
        .setRunning(counts.of(JobState.RUNNING))
        .setCompleted(counts.of(JobState.COMPLETED))
        .setFailed(counts.of(JobState.FAILED))
        .setUnknown(counts.of(JobState.UNKNOWN))
        .setSkipped(counts.of(JobState.SKIPPED))
        .setCancelled(counts.of(JobState.CANCELLED))
        .build();
  }

  static void time(long millis, Consumer<Timestamp> set) {
    if (millis != 0) {
      set.accept(Times.ofMillis(millis));
    }
  }
}
