package dev.interlock.store.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.replica.AskedOrder;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.store.proto.AskedOrder.Approval;
import dev.interlock.store.proto.AskedOrder.Jobs;
import dev.interlock.store.proto.AskedOrder.Limit;
import dev.interlock.store.proto.AskedOrder.Nothing;
import dev.interlock.store.proto.AskedOrder.Resolved;
import java.time.Instant;
import java.util.UUID;

/// A verb on its way from one replica to another, and what became of it, as bytes.
public final class OrderBlob {
  private OrderBlob() {}

  /// All of an order but its ids.
  public static byte[] bytes(AskedOrder order) {
    var message =
        dev.interlock.store.proto.AskedOrder.newBuilder()
            .setReason(order.reason())
            .setActor(order.caller().actor())
            .setRequestId(order.caller().requestId());
    var decision = order.caller().decision();
    if (!decision.isRecorded()) {
      message.addAllAudit(decision.allowed(Instant.EPOCH).texts());
    }
    switch (order.verb()) {
      case Verb.Pause() -> message.setPause(Nothing.getDefaultInstance());
      case Verb.Resume() -> message.setResume(Nothing.getDefaultInstance());
      case Verb.Stop() -> message.setStop(Nothing.getDefaultInstance());
      case Verb.Cancel() -> message.setCancel(Nothing.getDefaultInstance());
      case Verb.Kill() -> message.setKill(Nothing.getDefaultInstance());
      case Verb.SkipJobs(var jobs) -> message.setSkip(Jobs.newBuilder().addAllJobs(jobs));
      case Verb.ResolveJobs(var jobs, var as) ->
          message.setResolve(Resolved.newBuilder().addAllJobs(jobs).setAs(Codes.code(as)));
      case Verb.SetLimit(var block, var limit) ->
          message.setSetLimit(Limit.newBuilder().setBlock(block).setLimit(limit));
      case Verb.Approve(var planHash, var groups) ->
          message.setApprove(Approval.newBuilder().setPlanHash(planHash).addAllGroups(groups));
      case Verb.Deny() -> message.setDeny(Nothing.getDefaultInstance());
    }
    return message.build().toByteArray();
  }

  /// The order of [#bytes(AskedOrder)].
  public static AskedOrder order(UUID id, WorkId work, byte[] bytes) {
    try {
      var message = dev.interlock.store.proto.AskedOrder.parseFrom(bytes);
      var decision =
          message.getAuditCount() == 0
              ? Decision.unrecorded(message.getActor())
              : Decision.on(AuditEntry.of(message.getAuditList()));
      var caller = new Caller(decision, message.getRequestId());
      return new AskedOrder(id, work, verb(message), message.getReason(), caller);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has an order that is not readable", e);
    }
  }

  private static Verb verb(dev.interlock.store.proto.AskedOrder message) {
    return switch (message.getVerbCase()) {
      case PAUSE -> new Verb.Pause();
      case RESUME -> new Verb.Resume();
      case STOP -> new Verb.Stop();
      case CANCEL -> new Verb.Cancel();
      case KILL -> new Verb.Kill();
      case SKIP -> new Verb.SkipJobs(message.getSkip().getJobsList());
      case RESOLVE ->
          new Verb.ResolveJobs(
              message.getResolve().getJobsList(), Codes.as(message.getResolve().getAs()));
      case SET_LIMIT ->
          new Verb.SetLimit(message.getSetLimit().getBlock(), message.getSetLimit().getLimit());
      case APPROVE ->
          new Verb.Approve(
              message.getApprove().getPlanHash(), message.getApprove().getGroupsList());
      case DENY -> new Verb.Deny();
      case VERB_NOT_SET -> throw Codes.unknown("verb", message);
    };
  }

  /// What became of an order.
  public static byte[] bytes(OrderAnswer answer) {
    var message = dev.interlock.store.proto.OrderAnswer.newBuilder();
    switch (answer) {
      case OrderAnswer.Done(var state) -> message.setDone(Codes.code(state));
      case OrderAnswer.NoSuchWork() -> message.setNoSuchWork(true);
      case OrderAnswer.NotNow(Refused(var why, var detail)) ->
          message.getNotNowBuilder().setWhy(why.name()).setDetail(detail);
      case OrderAnswer.Rejected(var violations) -> {
        var rejected = message.getRejectedBuilder();
        violations.forEach(violation ->
            rejected
                .addViolationsBuilder()
                .setPath(violation.path())
                .setMessage(violation.message()));
      }
      case OrderAnswer.Stopped(var reason) -> message.setStopped(reason);
      case OrderAnswer.PoliciesBroken(var problem) -> message.setPoliciesBroken(problem);
      case OrderAnswer.RequestIdReused() -> message.setRequestIdReused(true);
      case OrderAnswer.Unanswered(var why) -> message.setUnanswered(why);
    }
    return message.build().toByteArray();
  }

  /// The answer of [#bytes(OrderAnswer)].
  public static OrderAnswer answer(byte[] bytes) {
    try {
      var message = dev.interlock.store.proto.OrderAnswer.parseFrom(bytes);
      return switch (message.getAnswerCase()) {
        case DONE -> new OrderAnswer.Done(Codes.state(message.getDone()));
        case NO_SUCH_WORK -> new OrderAnswer.NoSuchWork();
        case NOT_NOW ->
            new OrderAnswer.NotNow(
                new Refused(
                    Refused.Why.valueOf(message.getNotNow().getWhy()),
                    message.getNotNow().getDetail()));
        case REJECTED ->
            new OrderAnswer.Rejected(
                message.getRejected().getViolationsList().stream()
                    .map(one -> new Violation(one.getPath(), one.getMessage()))
                    .toList());
        case STOPPED -> new OrderAnswer.Stopped(message.getStopped());
        case POLICIES_BROKEN -> new OrderAnswer.PoliciesBroken(message.getPoliciesBroken());
        case REQUEST_ID_REUSED -> new OrderAnswer.RequestIdReused();
        case UNANSWERED -> new OrderAnswer.Unanswered(message.getUnanswered());
        case ANSWER_NOT_SET -> throw Codes.unknown("answer to an order", message);
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store has an answer that is not readable", e);
    }
  }
}
