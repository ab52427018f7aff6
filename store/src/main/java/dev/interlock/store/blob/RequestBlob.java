package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
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
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.proto.Request;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// A work request as bytes.
public final class RequestBlob {
  private RequestBlob() {}

  public static byte[] bytes(WorkReq request) {
    var message = Request.newBuilder().setName(request.name()).setDesc(request.desc());
    for (var block : request.blocks()) {
      message.addBlocks(message(block));
    }
    if (!request.tolerance().equals(Tolerance.UNSAID)) {
      message.setTolerance(message(request.tolerance()));
    }
    if (!request.checks().equals(Checks.NONE)) {
      message.setChecks(message(request.checks()));
    }
    setSaid(message::setDeadline, request.deadline());
    message.putAllLabels(request.labels());
    return message.build().toByteArray();
  }

  public static WorkReq request(byte[] bytes) {
    try {
      var message = Request.parseFrom(bytes);
      var blocks = message.getBlocksList().stream().map(RequestBlob::block).toList();
      return new WorkReq(
          message.getName(),
          message.getDesc(),
          blocks,
          tolerance(message.getTolerance()),
          checks(message.getChecks()),
          time(message.getDeadline()),
          message.getLabelsMap());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has a work request that is not readable", e);
    }
  }

  private static Request.Block message(Block block) {
    var message = Request.Block.newBuilder().setDesc(block.desc()).setLimit(block.limit());
    if (block.tolerance().equals(Tolerance.of(block.toleratedFailures()))) {
      message.setToleratedFailures(block.toleratedFailures());
    } else {
      message.setTolerance(message(block.tolerance()));
    }
    block.single().forEach(job -> message.addJobs(message(job)));
    for (var sequence : block.sequences()) {
      var jobs = Request.Sequence.newBuilder().setDesc(sequence.desc());
      sequence.jobs().forEach(job -> jobs.addJobs(message(job)));
      message.addSequences(jobs);
    }
    setPace(message, block.pace());
    if (!block.checks().equals(Checks.NONE)) {
      message.setChecks(message(block.checks()));
    }
    setTurn(message, block.turn());
    return message.build();
  }

  /// All but the limit.
  private static void setPace(Request.Block.Builder message, Pace pace) {
    if (!pace.rate().equals(Rate.UNLIMITED)) {
      message.setRate(
          Request.Rate.newBuilder()
              .setStarts(pace.rate().starts())
              .setInterval(message(pace.rate().interval())));
    }
    if (!pace.ramp().equals(Ramp.NONE)) {
      var ramp = message.getRampBuilder().setBake(message(pace.ramp().bake()));
      pace.ramp().waves().forEach(wave -> ramp.addWaves(wave.toString()));
    }
  }

  private static void setTurn(Request.Block.Builder message, Turn turn) {
    message
        .setRole(RequestCodes.code(turn.role()))
        .setCondition(RequestCodes.code(turn.condition()));
    setSaid(message::setEntranceDelay, turn.entranceDelay());
    setSaid(message::setExitDelay, turn.exitDelay());
    setSaid(message::setDeadline, turn.deadline());
  }

  private static Request.Checks message(Checks checks) {
    var message = Request.Checks.newBuilder();
    checks.bypass().forEach(job -> message.addBypass(message(job)));
    checks.pre().forEach(job -> message.addPre(message(job)));
    checks.post().forEach(job -> message.addPost(message(job)));
    checks.continuous().forEach(job -> message.addContinuous(message(job)));
    setSaid(message::setInterval, checks.interval());
    return message.build();
  }

  private static void setSaid(Consumer<com.google.protobuf.Duration> set, Duration time) {
    if (!time.isZero()) {
      set.accept(message(time));
    }
  }

  private static com.google.protobuf.Duration message(Duration time) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(time.getSeconds())
        .setNanos(time.getNano())
        .build();
  }

  private static Request.Job message(Job job) {
    return Request.Job.newBuilder()
        .setName(job.name())
        .setDesc(job.desc())
        .putAllArgs(job.args())
        .setRetries(job.retries())
        .build();
  }

  private static Request.Tolerance message(Tolerance tolerance) {
    var message =
        Request.Tolerance.newBuilder()
            .setStrict(tolerance.strict())
            .setOnBreach(RequestCodes.code(tolerance.onBreach()));
    if (tolerance.failures() != Tolerance.UNSET) {
      message.setFailures(tolerance.failures());
    }
    if (tolerance.percent() != Tolerance.UNSET) {
      message.setPercent(tolerance.percent());
    }
    if (tolerance.consecutive() != Tolerance.UNSET) {
      message.setConsecutive(tolerance.consecutive());
    }
    return message.build();
  }

  private static Block block(Request.Block message) {
    var sequences =
        message.getSequencesList().stream()
            .map(sequence -> new Sequence(sequence.getDesc(), jobs(sequence.getJobsList())))
            .toList();
    return new Block(
        message.getDesc(),
        new Pace(message.getLimit(), rate(message), ramp(message)),
        message.hasTolerance()
            ? tolerance(message.getTolerance())
            : Tolerance.of(message.getToleratedFailures()),
        jobs(message.getJobsList()),
        sequences,
        checks(message.getChecks()),
        turn(message));
  }

  private static Rate rate(Request.Block message) {
    return message.hasRate()
        ? new Rate(message.getRate().getStarts(), time(message.getRate().getInterval()))
        : Rate.UNLIMITED;
  }

  private static Ramp ramp(Request.Block message) {
    var waves =
        message.getRamp().getWavesList().stream()
            .map(wave -> Share.find(wave).orElseThrow(() -> Codes.unknown("size of a wave", wave)))
            .toList();
    return new Ramp(waves, time(message.getRamp().getBake()));
  }

  private static Turn turn(Request.Block message) {
    return new Turn(
        RequestCodes.role(message.getRole()),
        RequestCodes.condition(message.getCondition()),
        time(message.getEntranceDelay()),
        time(message.getExitDelay()),
        time(message.getDeadline()));
  }

  private static Checks checks(Request.Checks message) {
    return new Checks(
        jobs(message.getBypassList()),
        jobs(message.getPreList()),
        jobs(message.getPostList()),
        jobs(message.getContinuousList()),
        time(message.getInterval()));
  }

  private static Duration time(com.google.protobuf.Duration message) {
    return Duration.ofSeconds(message.getSeconds(), message.getNanos());
  }

  private static List<Job> jobs(List<Request.Job> messages) {
    return messages.stream()
        .map(job -> new Job(job.getName(), job.getDesc(), job.getArgsMap(), job.getRetries()))
        .toList();
  }

  private static Tolerance tolerance(Request.Tolerance message) {
    return new Tolerance(
        message.hasFailures() ? message.getFailures() : Tolerance.UNSET,
        message.hasPercent() ? message.getPercent() : Tolerance.UNSET,
        message.hasConsecutive() ? message.getConsecutive() : Tolerance.UNSET,
        message.getStrict(),
        RequestCodes.onBreach(message.getOnBreach()));
  }
}
