package dev.interlock.server.endpoint;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A stored request as a message: the way back of [WorkReqTranslation]. It has no `request_id`, for
/// that belongs to the call and not to what was asked, and says nothing where the request has the
/// default, but for the limit and the tolerance of a block.
final class WorkReqMessage {
  private WorkReqMessage() {}

  static WorkReq of(dev.interlock.plugin.WorkReq value) {
    var message = WorkReq.newBuilder().setName(value.name()).setDesc(value.desc());
    value.blocks().forEach(block -> message.addBlocks(block(block)));
    var tolerance = value.tolerance();
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setToleratedFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setToleratedPercent(tolerance.percent());
    }
    if (tolerance.onBreach() != OnBreach.FAIL) {
      message.setOnBreach(RequestWords.of(tolerance.onBreach()));
    }
    checks(value.checks(), message::setChecks);
    time(value.deadline(), message::setDeadline);
    message.putAllLabels(new TreeMap<>(value.labels()));
    return message.build();
  }

  private static dev.interlock.api.v1.Block block(Block value) {
    var message = dev.interlock.api.v1.Block.newBuilder().setDesc(value.desc());
    message.addAllJobs(jobs(value.single()));
    for (var sequence : value.sequences()) {
      message.addSequencesBuilder().setDesc(sequence.desc()).addAllJobs(jobs(sequence.jobs()));
    }
    pace(value.pace(), message);
    tolerance(value.tolerance(), message);
    checks(value.checks(), message::setChecks);
    turn(value.turn(), message);
    return message.build();
  }

  private static void pace(Pace value, dev.interlock.api.v1.Block.Builder message) {
    message.setRateLimit(value.limit());
    if (!value.rate().isUnlimited()) {
      var rate = message.getRateBuilder().setStarts(value.rate().starts());
      time(value.rate().interval(), rate::setInterval);
    }
    if (!value.ramp().equals(Ramp.NONE)) {
      var ramp = message.getRampBuilder();
      value.ramp().waves().stream().map(Share::toString).forEach(ramp::addWaves);
      time(value.ramp().bake(), ramp::setBake);
    }
  }

  private static void tolerance(Tolerance value, dev.interlock.api.v1.Block.Builder message) {
    if (value.failures() != Tolerance.UNSET) {
      message.setToleratedFailures(value.failures());
    }
    if (value.percent() != Tolerance.UNSET) {
      message.setToleratedPercent(value.percent());
    }
    if (value.consecutive() != Tolerance.UNSET) {
      message.setMaxConsecutiveFailures(value.consecutive());
    }
    message.setStrictTolerance(value.strict());
    if (value.onBreach() != OnBreach.FAIL) {
      message.setOnBreach(RequestWords.of(value.onBreach()));
    }
  }

  private static void turn(Turn value, dev.interlock.api.v1.Block.Builder message) {
    if (value.role() != Role.FORWARD) {
      message.setRole(RequestWords.of(value.role()));
    }
    if (value.condition() != Condition.ALWAYS) {
      message.setCondition(RequestWords.of(value.condition()));
    }
    time(value.entranceDelay(), message::setEntranceDelay);
    time(value.exitDelay(), message::setExitDelay);
    time(value.deadline(), message::setDeadline);
  }

  private static void checks(Checks value, Consumer<dev.interlock.api.v1.Checks> set) {
    if (value.equals(Checks.NONE)) {
      return;
    }
    var message =
        dev.interlock.api.v1.Checks.newBuilder()
            .addAllBypass(jobs(value.bypass()))
            .addAllPre(jobs(value.pre()))
            .addAllPost(jobs(value.post()))
            .addAllContinuous(jobs(value.continuous()));
    if (value.continuous().isEmpty()) {
      time(value.interval(), message::setInterval);
    } else { // else it would come back as the default
      message.setInterval(message(value.interval()));
    }
    set.accept(message.build());
  }

  private static List<dev.interlock.api.v1.Job> jobs(List<Job> values) {
    return values.stream()
        .map(job ->
            dev.interlock.api.v1.Job.newBuilder()
                .setName(job.name())
                .setDesc(job.desc())
                .putAllArgs(job.args())
                .setRetries(job.retries())
                .build())
        .toList();
  }

  private static void time(Duration value, Consumer<com.google.protobuf.Duration> set) {
    if (!value.isZero()) {
      set.accept(message(value));
    }
  }

  private static com.google.protobuf.Duration message(Duration value) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(value.getSeconds())
        .setNanos(value.getNano())
        .build();
  }
}
