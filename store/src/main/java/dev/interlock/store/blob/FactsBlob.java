package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import dev.interlock.store.proto.Fact.Approved;
import dev.interlock.store.proto.Fact.AttemptEnded;
import dev.interlock.store.proto.Fact.AttemptNotStopping;
import dev.interlock.store.proto.Fact.AttemptStarted;
import dev.interlock.store.proto.Fact.BlockEnded;
import dev.interlock.store.proto.Fact.BlockPassedOver;
import dev.interlock.store.proto.Fact.BlockStarted;
import dev.interlock.store.proto.Fact.ChecksEnded;
import dev.interlock.store.proto.Fact.ChecksStarted;
import dev.interlock.store.proto.Fact.Claimed;
import dev.interlock.store.proto.Fact.Denied;
import dev.interlock.store.proto.Fact.ForwardEnded;
import dev.interlock.store.proto.Fact.JobResolved;
import dev.interlock.store.proto.Fact.JobSkipped;
import dev.interlock.store.proto.Fact.LimitSet;
import dev.interlock.store.proto.Fact.PauseOrdered;
import dev.interlock.store.proto.Fact.Paused;
import dev.interlock.store.proto.Fact.Queued;
import dev.interlock.store.proto.Fact.Resumed;
import dev.interlock.store.proto.Fact.StopOrdered;
import dev.interlock.store.proto.Fact.Submitted;
import dev.interlock.store.proto.Fact.TargetAwaited;
import dev.interlock.store.proto.Fact.WorkEnded;
import dev.interlock.store.proto.Fact.WorkStarted;
import dev.interlock.store.proto.Facts;
import java.util.List;

/// The facts of one append as bytes. The same facts always give the same bytes.
public final class FactsBlob {
  private FactsBlob() {}

  public static byte[] bytes(List<Fact> facts) {
    var message = Facts.newBuilder();
    for (var fact : facts) {
      message.addFacts(message(fact));
    }
    return message.build().toByteArray();
  }

  public static List<Fact> facts(byte[] bytes) {
    try {
      return Facts.parseFrom(bytes).getFactsList().stream().map(FactsBlob::fact).toList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has facts that are not readable", e);
    }
  }

  private static dev.interlock.store.proto.Fact message(Fact fact) {
    var message = dev.interlock.store.proto.Fact.newBuilder();
    switch (fact) {
      case Fact.Submitted(var actor, var from, var reason) ->
          message.setSubmitted(
              Submitted.newBuilder().setActor(actor).setCopiedFrom(from).setReason(reason));
      case Fact.Queued(var actor, var startAt) ->
          message.setQueued(Queued.newBuilder().setActor(actor).setStartAtMillis(startAt));
      case Fact.Claimed(var replica) ->
          message.setClaimed(Claimed.newBuilder().setReplica(replica));
      case Fact.WorkStarted() -> message.setWorkStarted(WorkStarted.getDefaultInstance());
      case Fact.BlockStarted(var block) ->
          message.setBlockStarted(BlockStarted.newBuilder().setBlock(block));
      case Fact.AttemptStarted(var job, var attempt) ->
          message.setAttemptStarted(AttemptStarted.newBuilder().setJob(job).setAttempt(attempt));
      case Fact.AttemptEnded(var job, var how, var note, var again) ->
          message.setAttemptEnded(
              AttemptEnded.newBuilder()
                  .setJob(job)
                  .setHow(Codes.code(how))
                  .setNote(note)
                  .setAgainMillis(again));
      case Fact.AttemptNotStopping(var job) ->
          message.setAttemptNotStopping(AttemptNotStopping.newBuilder().setJob(job));
      case Fact.TargetAwaited awaits -> message.setTargetAwaited(message(awaits));
      case Fact.BlockEnded(var block, var how) ->
          message.setBlockEnded(BlockEnded.newBuilder().setBlock(block).setHow(Codes.code(how)));
      case Fact.StopOrdered stop -> message.setStopOrdered(message(stop));
      case Fact.WorkEnded(var how, var reason) ->
          message.setWorkEnded(WorkEnded.newBuilder().setHow(Codes.code(how)).setReason(reason));
      case Fact.ChecksStarted(var round) ->
          message.setChecksStarted(ChecksStarted.newBuilder().setRound(Codes.message(round)));
      case Fact.ChecksEnded(var round, var passed, var note) ->
          message.setChecksEnded(
              ChecksEnded.newBuilder()
                  .setRound(Codes.message(round))
                  .setPassed(passed)
                  .setNote(note));
      case Fact.BlockPassedOver(var block, var why) ->
          message.setBlockPassedOver(BlockPassedOver.newBuilder().setBlock(block).setWhy(why));
      case Fact.ForwardEnded(var how, var reason) ->
          message.setForwardEnded(
              ForwardEnded.newBuilder().setHow(Codes.code(how)).setReason(reason));
      case Fact.PauseOrdered(var actor, var reason) ->
          message.setPauseOrdered(PauseOrdered.newBuilder().setActor(actor).setReason(reason));
      case Fact.Paused() -> message.setPaused(Paused.getDefaultInstance());
      case Fact.Resumed(var actor, var reason) ->
          message.setResumed(Resumed.newBuilder().setActor(actor).setReason(reason));
      case Fact.JobSkipped(var job, var actor, var reason) ->
          message.setJobSkipped(
              JobSkipped.newBuilder().setJob(job).setActor(actor).setReason(reason));
      case Fact.JobResolved resolved -> message.setJobResolved(message(resolved));
      case Fact.Approved approved -> message.setApproved(message(approved));
      case Fact.Denied(var actor, var reason) ->
          message.setDenied(Denied.newBuilder().setActor(actor).setReason(reason));
      case Fact.LimitSet(var block, var limit, var actor, var reason) ->
          message.setLimitSet(
              LimitSet.newBuilder()
                  .setBlock(block)
                  .setLimit(limit)
                  .setActor(actor)
                  .setReason(reason));
    }
    return message.build();
  }

  private static TargetAwaited message(Fact.TargetAwaited awaits) {
    return TargetAwaited.newBuilder()
        .setJob(awaits.job())
        .setKind(awaits.target().kind())
        .setName(awaits.target().name())
        .setUser(awaits.user().toString())
        .setUntilMillis(awaits.untilMillis())
        .build();
  }

  private static JobResolved message(Fact.JobResolved resolved) {
    return JobResolved.newBuilder()
        .setJob(resolved.job())
        .setAs(Codes.code(resolved.as()))
        .setActor(resolved.actor())
        .setReason(resolved.reason())
        .build();
  }

  private static Approved message(Fact.Approved approved) {
    return Approved.newBuilder()
        .setActor(approved.actor())
        .addAllGroups(approved.groups())
        .setPolicies(approved.policies())
        .setReason(approved.reason())
        .build();
  }

  private static StopOrdered message(Fact.StopOrdered stop) {
    return StopOrdered.newBuilder()
        .setCause(Codes.code(stop.cause()))
        .setActor(stop.actor())
        .setReason(stop.reason())
        .build();
  }

  private static Fact fact(dev.interlock.store.proto.Fact message) {
    return switch (message.getFactCase()) {
      case SUBMITTED -> {
        var submitted = message.getSubmitted();
        yield new Fact.Submitted(
            submitted.getActor(), submitted.getCopiedFrom(), submitted.getReason());
      }
      case QUEUED -> {
        var queued = message.getQueued();
        yield new Fact.Queued(queued.getActor(), queued.getStartAtMillis());
      }
      case CLAIMED -> new Fact.Claimed(message.getClaimed().getReplica());
      case WORK_STARTED -> new Fact.WorkStarted();
      case BLOCK_STARTED -> new Fact.BlockStarted(message.getBlockStarted().getBlock());
      case ATTEMPT_STARTED -> {
        var started = message.getAttemptStarted();
        yield new Fact.AttemptStarted(started.getJob(), started.getAttempt());
      }
      case ATTEMPT_ENDED -> {
        var ended = message.getAttemptEnded();
        yield new Fact.AttemptEnded(
            ended.getJob(), Codes.how(ended.getHow()), ended.getNote(), ended.getAgainMillis());
      }
      case ATTEMPT_NOT_STOPPING ->
          new Fact.AttemptNotStopping(message.getAttemptNotStopping().getJob());
      case TARGET_AWAITED -> {
        var awaits = message.getTargetAwaited();
        yield new Fact.TargetAwaited(
            awaits.getJob(),
            new Target(awaits.getKind(), awaits.getName()),
            WorkId.parse(awaits.getUser()).orElseThrow(),
            awaits.getUntilMillis());
      }
      case BLOCK_ENDED -> {
        var ended = message.getBlockEnded();
        yield new Fact.BlockEnded(ended.getBlock(), Codes.state(ended.getHow()));
      }
      case STOP_ORDERED -> {
        var ordered = message.getStopOrdered();
        yield new Fact.StopOrdered(
            Codes.cause(ordered.getCause()), ordered.getActor(), ordered.getReason());
      }
      case WORK_ENDED -> {
        var ended = message.getWorkEnded();
        yield new Fact.WorkEnded(Codes.state(ended.getHow()), ended.getReason());
      }
      case CHECKS_STARTED ->
          new Fact.ChecksStarted(Codes.round(message.getChecksStarted().getRound()));
      case CHECKS_ENDED -> {
        var ended = message.getChecksEnded();
        yield new Fact.ChecksEnded(
            Codes.round(ended.getRound()), ended.getPassed(), ended.getNote());
      }
      case BLOCK_PASSED_OVER -> {
        var passed = message.getBlockPassedOver();
        yield new Fact.BlockPassedOver(passed.getBlock(), passed.getWhy());
      }
      case FORWARD_ENDED -> {
        var ended = message.getForwardEnded();
        yield new Fact.ForwardEnded(Codes.state(ended.getHow()), ended.getReason());
      }
      case PAUSE_ORDERED, PAUSED, RESUMED, JOB_SKIPPED, JOB_RESOLVED, LIMIT_SET, APPROVED, DENIED ->
          byVerb(message);
      case FACT_NOT_SET ->
          throw new IllegalStateException(
              "the store has a fact that this version of Interlock does not know; use the version that wrote it");
    };
  }

  /// What an operator's verb led to.
  private static Fact byVerb(dev.interlock.store.proto.Fact message) {
    return switch (message.getFactCase()) {
      case PAUSE_ORDERED -> {
        var ordered = message.getPauseOrdered();
        yield new Fact.PauseOrdered(ordered.getActor(), ordered.getReason());
      }
      case PAUSED -> new Fact.Paused();
      case RESUMED -> {
        var resumed = message.getResumed();
        yield new Fact.Resumed(resumed.getActor(), resumed.getReason());
      }
      case JOB_SKIPPED -> {
        var skipped = message.getJobSkipped();
        yield new Fact.JobSkipped(skipped.getJob(), skipped.getActor(), skipped.getReason());
      }
      case JOB_RESOLVED -> {
        var resolved = message.getJobResolved();
        yield new Fact.JobResolved(
            resolved.getJob(),
            Codes.as(resolved.getAs()),
            resolved.getActor(),
            resolved.getReason());
      }
      case LIMIT_SET -> {
        var set = message.getLimitSet();
        yield new Fact.LimitSet(set.getBlock(), set.getLimit(), set.getActor(), set.getReason());
      }
      case APPROVED -> {
        var approved = message.getApproved();
        yield new Fact.Approved(
            approved.getActor(),
            approved.getGroupsList(),
            approved.getPolicies(),
            approved.getReason());
      }
      case DENIED -> {
        var denied = message.getDenied();
        yield new Fact.Denied(denied.getActor(), denied.getReason());
      }
      default -> throw new IllegalStateException("bug: %s follows from no verb".formatted(message));
    };
  }
}
