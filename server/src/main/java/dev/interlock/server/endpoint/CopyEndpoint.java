package dev.interlock.server.endpoint;

import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.Unfinished;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;

/// RetryFailed and Clone, which make a new work of one and leave it as it is; GetRequest, which
/// shows what they make it of.
public final class CopyEndpoint {
  private final GuardedEngine engine;
  private final RequestLimits limits;

  public CopyEndpoint(GuardedEngine engine, RequestLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(WorkServiceGrpc.getRetryFailedMethod(), this::retryFailed),
        new Call<>(WorkServiceGrpc.getCloneMethod(), this::copy),
        new Call<>(WorkServiceGrpc.getGetRequestMethod(), this::request));
  }

  private Answer<WorkResp> retryFailed(RetryFailedReq message, Asker asker)
      throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    var unknown = unknown(message.getUnknown(), asked.problems());
    var id = WorkId.parse(asked.id());
    if (!asked.problems().isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(asked.problems()));
    }
    var answer = engine.retryFailed(id.get(), unknown, asked.reason(), asked.requestId(), asker);
    return answer(asked.id(), answer);
  }

  private static UnknownJobs unknown(
      dev.interlock.api.v1.UnknownJobs unknown, List<Violation> problems) {
    return switch (unknown) {
      case UNKNOWN_JOBS_UNSPECIFIED -> UnknownJobs.REFUSE;
      case UNKNOWN_JOBS_RUN_AGAIN -> UnknownJobs.RUN_AGAIN;
      case UNKNOWN_JOBS_LEAVE_OUT -> UnknownJobs.LEAVE_OUT;
      case UNRECOGNIZED -> {
        problems.add(
            new Violation(
                "unknown", "must be UNKNOWN_JOBS_RUN_AGAIN, UNKNOWN_JOBS_LEAVE_OUT or unset"));
        yield UnknownJobs.REFUSE;
      }
    };
  }

  private Answer<WorkResp> copy(CloneReq message, Asker asker) throws InterruptedException {
    var asked =
        Asked.of(message, message.getId(), message.getReason(), message.getRequestId(), asker);
    RequestEdits.check(message.getEditsList(), asked.problems());
    if (message.hasRequest() && message.getEditsCount() > 0) {
      asked.problem("request", "is given together with edits; make them in it, or leave it out");
    }
    if (!message.getRequest().getRequestId().isEmpty()) {
      asked.problem("request.request_id", "is set; the call has a request_id of its own");
    }
    var id = WorkId.parse(asked.id());
    if (!asked.problems().isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(asked.problems()));
    }
    var stored = engine.request(id.get(), asker);
    if (stored.isEmpty()) {
      return Answer.no(Refusal.noSuchWork(asked.id()));
    }
    var edited = message.getRequest().toBuilder();
    var problems = List.<Violation>of();
    if (!message.hasRequest()) {
      edited = WorkReqMessage.of(stored.get()).toBuilder();
      problems = RequestEdits.make(message.getEditsList(), edited);
    }
    if (problems.isEmpty()) {
      problems = WorkReqTranslation.problems(edited.build(), limits);
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var request = WorkReqTranslation.value(edited.build());
    return answer(
        asked.id(), engine.copy(id.get(), request, asked.reason(), asked.requestId(), asker));
  }

  static Answer<WorkResp> answer(String id, CopyAnswer answer) {
    return switch (answer) {
      case CopyAnswer.Submitted(var submitted) -> WorkEndpoint.answer(submitted);
      case CopyAnswer.NoSuchWork() -> Answer.no(Refusal.noSuchWork(id));
      case CopyAnswer.NotNow(var refused) -> Answer.no(Refusal.notNow(id, refused));
    };
  }

  private Answer<WorkReq> request(GetRequestReq message, Asker asker) throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    var unknown = unknown(message.getUnknown(), problems);
    if (unknown != UnknownJobs.REFUSE && !message.getNotDone()) {
      problems.add(new Violation("unknown", "is given without not_done, of which it is a part"));
    }
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    return (message.getNotDone()
            ? engine.unfinished(id.get(), unknown, asker)
            : engine.request(id.get(), asker).<Unfinished>map(Unfinished.Of::new))
        .map(what -> answer(message.getId(), what))
        .orElseGet(() -> Answer.no(Refusal.noSuchWork(message.getId())));
  }

  private static Answer<WorkReq> answer(String id, Unfinished what) {
    return switch (what) {
      case Unfinished.Of(var request) -> Answer.ok(WorkReqMessage.of(request));
      case Unfinished.None(var refused) -> Answer.no(Refusal.notNow(id, refused));
    };
  }
}
