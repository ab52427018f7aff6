package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A request as it came in, and as the engine takes it.
final class WorkReqTranslation {
  private WorkReqTranslation() {}

  /// What a message can say and a value cannot, and what there is too much of.
  static List<Violation> problems(WorkReq message, RequestLimits limits) {
    return RequestProblems.of(message, limits);
  }

  /// Only for a message that [#problems] found nothing wrong with.
  static dev.interlock.plugin.WorkReq value(WorkReq message) {
    var blocks = new ArrayList<Block>(message.getBlocksCount());
    for (var block : message.getBlocksList()) {
      var sequences = new ArrayList<Sequence>(block.getSequencesCount());
      for (var sequence : block.getSequencesList()) {
        sequences.add(new Sequence(sequence.getDesc(), jobs(sequence.getJobsList())));
      }
      blocks.add(
          new Block(
              block.getDesc(),
              pace(block),
              tolerance(block),
              jobs(block.getJobsList()),
              sequences,
              checks(block.getChecks()),
              turn(block)));
    }
    return new dev.interlock.plugin.WorkReq(
        message.getName(),
        message.getDesc(),
        blocks,
        tolerance(message),
        checks(message.getChecks()),
        time(message.getDeadline()),
        message.getLabelsMap());
  }

  private static Pace pace(dev.interlock.api.v1.Block block) {
    var rate =
        block.hasRate()
            ? new Rate(block.getRate().getStarts(), time(block.getRate().getInterval()))
            : Rate.UNLIMITED;
    var waves =
        block.getRamp().getWavesList().stream()
            .map(wave -> Share.find(wave).orElseThrow())
            .toList();
    return new Pace(
        Math.max(1, block.getRateLimit()), // below 1 means 1: see work.proto
        rate,
        new Ramp(waves, time(block.getRamp().getBake())));
  }

  private static Turn turn(dev.interlock.api.v1.Block block) {
    return new Turn(
        RequestWords.of(block.getRole()),
        RequestWords.of(block.getCondition()),
        time(block.getEntranceDelay()),
        time(block.getExitDelay()),
        time(block.getDeadline()));
  }

  private static Checks checks(dev.interlock.api.v1.Checks message) {
    boolean isByDefault = message.getContinuousCount() > 0 && !message.hasInterval();
    return new Checks(
        jobs(message.getBypassList()),
        jobs(message.getPreList()),
        jobs(message.getPostList()),
        jobs(message.getContinuousList()),
        isByDefault ? Checks.INTERVAL_DEFAULT : time(message.getInterval()));
  }

  private static Duration time(com.google.protobuf.Duration message) {
    return Duration.ofSeconds(message.getSeconds(), message.getNanos());
  }

  private static List<Job> jobs(List<dev.interlock.api.v1.Job> messages) {
    var jobs = new ArrayList<Job>(messages.size());
    for (var job : messages) {
      jobs.add(new Job(job.getName(), job.getDesc(), job.getArgsMap(), job.getRetries()));
    }
    return jobs;
  }

  private static Tolerance tolerance(dev.interlock.api.v1.Block block) {
    // a request from before there were percentages leaves out a number of 0
    boolean saysNumber = block.hasToleratedFailures() || !block.hasToleratedPercent();
    return new Tolerance(
        saysNumber ? block.getToleratedFailures() : Tolerance.UNSET,
        block.hasToleratedPercent() ? block.getToleratedPercent() : Tolerance.UNSET,
        block.hasMaxConsecutiveFailures() ? block.getMaxConsecutiveFailures() : Tolerance.UNSET,
        block.getStrictTolerance(),
        RequestWords.of(block.getOnBreach()));
  }

  private static Tolerance tolerance(WorkReq work) {
    return new Tolerance(
        work.hasToleratedFailures() ? work.getToleratedFailures() : Tolerance.UNSET,
        work.hasToleratedPercent() ? work.getToleratedPercent() : Tolerance.UNSET,
        Tolerance.UNSET,
        false,
        RequestWords.of(work.getOnBreach()));
  }
}
