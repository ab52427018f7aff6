package dev.interlock.server.endpoint;

import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.DenyReq;
import dev.interlock.api.v1.GetVerbsReq;
import dev.interlock.api.v1.GetVerbsResp;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.StopWorkReq;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What operators do to a work itself. What makes a new work of one is in [CopyEndpoint].
public final class VerbEndpoint {
  private static final Pattern PLAN_HASH = Pattern.compile("[0-9a-f]{64}");

  private final GuardedEngine engine;
  private final int rateLimitMax;

  /// Orders by this engine.
  ///
  /// @param rateLimitMax the highest limit that a block may be given
  public VerbEndpoint(GuardedEngine engine, int rateLimitMax) {
    this.engine = engine;
    this.rateLimitMax = rateLimitMax;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(WorkServiceGrpc.getPauseMethod(), this::pause),
        new Call<>(WorkServiceGrpc.getResumeMethod(), this::resume),
        new Call<>(WorkServiceGrpc.getStopWorkMethod(), this::stop),
        new Call<>(WorkServiceGrpc.getCancelMethod(), this::cancel),
        new Call<>(WorkServiceGrpc.getKillMethod(), this::kill),
        new Call<>(WorkServiceGrpc.getSkipJobMethod(), this::skipJob),
        new Call<>(WorkServiceGrpc.getResolveJobMethod(), this::resolveJob),
        new Call<>(WorkServiceGrpc.getSetLimitMethod(), this::setLimit),
        new Call<>(WorkServiceGrpc.getApproveMethod(), this::approve),
        new Call<>(WorkServiceGrpc.getDenyMethod(), this::deny),
        new Call<>(WorkServiceGrpc.getGetVerbsMethod(), this::options));
  }

  private Answer<VerbResp> pause(PauseReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Pause());
  }

  private Answer<VerbResp> resume(ResumeReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Resume());
  }

  private Answer<VerbResp> stop(StopWorkReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Stop());
  }

  private Answer<VerbResp> cancel(CancelReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Cancel());
  }

  private Answer<VerbResp> kill(KillReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Kill());
  }

  private Answer<VerbResp> skipJob(SkipJobReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    asked.checkJobs(message.getJobsList());
    return order(asked, new Verb.SkipJobs(message.getJobsList()));
  }

  private Answer<VerbResp> resolveJob(ResolveJobReq message, Asker asker)
      throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    var jobs = message.getJobsList();
    asked.checkJobs(jobs);
    return switch (message.getAs()) {
      case RESOLUTION_DONE -> order(asked, new Verb.ResolveJobs(jobs, Resolution.DONE));
      case RESOLUTION_FAILED -> order(asked, new Verb.ResolveJobs(jobs, Resolution.FAILED));
      case RESOLUTION_RUN_AGAIN -> order(asked, new Verb.ResolveJobs(jobs, Resolution.RUN_AGAIN));
      case RESOLUTION_UNSPECIFIED, UNRECOGNIZED -> {
        asked.problem(
            "as", "must be RESOLUTION_DONE, RESOLUTION_FAILED or RESOLUTION_RUN_AGAIN; look first");
        yield Answer.no(Refusal.violated(asked.problems()));
      }
    };
  }

  private Answer<VerbResp> setLimit(SetLimitReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    if (!message.hasBlock()) {
      asked.problem("block", "is missing; say which, they count from 0");
    } else if (message.getBlock() < 0) {
      asked.problem("block", "is %d; they count from 0".formatted(message.getBlock()));
    }
    if (message.getLimit() < 1 || message.getLimit() > rateLimitMax) {
      asked.problem(
          "limit", "is %d; it must be 1 to %d".formatted(message.getLimit(), rateLimitMax));
    }
    return order(asked, new Verb.SetLimit(message.getBlock(), message.getLimit()));
  }

  private Answer<VerbResp> approve(ApproveReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    if (!PLAN_HASH.matcher(message.getPlanHash()).matches()) {
      asked.problem(
          "plan_hash",
          "must be the plan hash that Status shows of the work, 64 of 0-9a-f: look at the work first");
    }
    return carriedOut(
        asked,
        id -> engine.approve(id, message.getPlanHash(), asked.reason(), asked.requestId(), asker));
  }

  private Answer<VerbResp> deny(DenyReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    return order(asked, new Verb.Deny());
  }

  private Answer<GetVerbsResp> options(GetVerbsReq message, Asker asker)
      throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    return engine
        .look(id.get(), VerbTranslation::options, asker)
        .map(Answer::ok)
        .orElseGet(() -> Answer.no(Refusal.noSuchWork(message.getId())));
  }

  private Answer<VerbResp> order(Asked asked, Verb verb) throws InterruptedException {
    return carriedOut(
        asked, id -> engine.order(id, verb, asked.reason(), asked.requestId(), asked.asker()));
  }

  private interface Order {
    OrderAnswer on(WorkId id) throws InterruptedException;
  }

  private static Answer<VerbResp> carriedOut(Asked asked, Order order) throws InterruptedException {
    var id = WorkId.parse(asked.id());
    return !asked.problems().isEmpty() || id.isEmpty()
        ? Answer.no(Refusal.violated(asked.problems()))
        : answer(asked.id(), order.on(id.get()));
  }

  static Answer<VerbResp> answer(String id, OrderAnswer answer) {
    return switch (answer) {
      case OrderAnswer.Done(var state) ->
          Answer.ok(VerbResp.newBuilder().setState(States.of(state)).build());
      case OrderAnswer.NoSuchWork() -> Answer.no(Refusal.noSuchWork(id));
      case OrderAnswer.NotNow(var refused) -> Answer.no(Refusal.notNow(id, refused));
      case OrderAnswer.Rejected(var violations) -> Answer.no(Refusal.violated(violations));
      case OrderAnswer.Stopped(var reason) -> Answer.no(Refusal.stopped(reason));
      case OrderAnswer.PoliciesBroken(var problem) -> Answer.no(Refusal.policiesBroken(problem));
      case OrderAnswer.RequestIdReused() -> Answer.no(Refusal.requestIdReused());
      case OrderAnswer.Unanswered(var why) -> Answer.no(Refusal.replicaUnavailable(why));
    };
  }
}
