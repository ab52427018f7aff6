package dev.interlock.server.endpoint;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Checks;
import dev.interlock.api.v1.Condition;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.OnBreach;
import dev.interlock.api.v1.Ramp;
import dev.interlock.api.v1.Rate;
import dev.interlock.api.v1.Role;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.plugin.Tolerance;
import java.time.Duration;
import java.util.List;

/// Requests as a client writes them: what [WorkReqTranslation] reads, the other way round.
final class RequestMessages {
  private RequestMessages() {}

  static WorkReq message(dev.interlock.plugin.WorkReq request) {
    var message =
        WorkReq.newBuilder()
            .setName(request.name())
            .setDesc(request.desc())
            .setOnBreach(OnBreach.valueOf("ON_BREACH_" + request.tolerance().onBreach()))
            .setChecks(message(request.checks()))
            .setDeadline(message(request.deadline()))
            .putAllLabels(request.labels());
    request.blocks().forEach(block -> message.addBlocks(message(block)));
    if (request.tolerance().failures() != Tolerance.UNSET) {
      message.setToleratedFailures(request.tolerance().failures());
    }
    if (request.tolerance().percent() != Tolerance.UNSET) {
      message.setToleratedPercent(request.tolerance().percent());
    }
    return message.build();
  }

  private static Block message(dev.interlock.plugin.Block block) {
    var turn = block.turn();
    var message =
        Block.newBuilder()
            .setDesc(block.desc())
            .setRateLimit(block.limit())
            .addAllJobs(messages(block.single()))
            .setChecks(message(block.checks()))
            .setEntranceDelay(message(turn.entranceDelay()))
            .setExitDelay(message(turn.exitDelay()))
            .setDeadline(message(turn.deadline()))
            .setRole(Role.valueOf("ROLE_" + turn.role()))
            .setCondition(Condition.valueOf("CONDITION_" + turn.condition()));
    for (var sequence : block.sequences()) {
      message.addSequences(
          Sequence.newBuilder().setDesc(sequence.desc()).addAllJobs(messages(sequence.jobs())));
    }
    pace(message, block.pace());
    tolerance(message, block.tolerance());
    return message.build();
  }

  private static void pace(Block.Builder message, dev.interlock.plugin.Pace pace) {
    if (!pace.rate().isUnlimited()) {
      message.setRate(
          Rate.newBuilder()
              .setStarts(pace.rate().starts())
              .setInterval(message(pace.rate().interval())));
    }
    if (!pace.ramp().waves().isEmpty()) {
      var ramp = Ramp.newBuilder().setBake(message(pace.ramp().bake()));
      pace.ramp().waves().forEach(wave -> ramp.addWaves(wave.toString()));
      message.setRamp(ramp);
    }
  }

  private static void tolerance(Block.Builder message, Tolerance tolerance) {
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setToleratedFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setToleratedPercent(tolerance.percent());
    }
    if (tolerance.consecutive() != Tolerance.UNSET) {
      message.setMaxConsecutiveFailures(tolerance.consecutive());
    }
    message
        .setStrictTolerance(tolerance.strict())
        .setOnBreach(OnBreach.valueOf("ON_BREACH_" + tolerance.onBreach()));
  }

  private static Checks message(dev.interlock.plugin.Checks checks) {
    return Checks.newBuilder()
        .addAllBypass(messages(checks.bypass()))
        .addAllPre(messages(checks.pre()))
        .addAllPost(messages(checks.post()))
        .addAllContinuous(messages(checks.continuous()))
        .setInterval(message(checks.interval()))
        .build();
  }

  private static List<Job> messages(List<dev.interlock.plugin.Job> jobs) {
    return jobs.stream()
        .map(job ->
            Job.newBuilder()
                .setName(job.name())
                .setDesc(job.desc())
                .putAllArgs(job.args())
                .setRetries(job.retries())
                .build())
        .toList();
  }

  private static com.google.protobuf.Duration message(Duration time) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(time.getSeconds())
        .setNanos(time.getNano())
        .build();
  }
}
