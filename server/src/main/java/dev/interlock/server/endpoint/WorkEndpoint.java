package dev.interlock.server.endpoint;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.interlock.api.diskerase.WorkflowGrpc;
import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Submit, Check, Exec and Status: of `interlock.v1.WorkService`, and of the historical service by
/// the same methods. What shows many works or jobs is in [PagesEndpoint].
public final class WorkEndpoint {
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);
  private static final Duration AHEAD_MAX = Duration.ofDays(30);

  private final GuardedEngine engine;
  private final RequestLimits limits;
  private final InstantSource clock;

  public WorkEndpoint(GuardedEngine engine, RequestLimits limits, InstantSource clock) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(WorkServiceGrpc.getSubmitMethod(), this::submit),
        new Call<>(WorkServiceGrpc.getCheckMethod(), this::check),
        new Call<>(WorkServiceGrpc.getExecMethod(), this::exec),
        new Call<>(WorkServiceGrpc.getStatusMethod(), this::status, WorkEndpoint::wait),
        new Call<>(WorkflowGrpc.getSubmitMethod(), this::submit),
        new Call<>(WorkflowGrpc.getExecMethod(), this::exec),
        new Call<>(WorkflowGrpc.getStatusMethod(), this::wholeStatus, WorkEndpoint::wait));
  }

  private Answer<WorkResp> submit(WorkReq message, Asker asker) throws InterruptedException {
    asker.demand(Right.SUBMIT, message.getName()); // before anything is made of what they sent
    var problems = WorkReqTranslation.problems(message, limits);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var request = WorkReqTranslation.value(message);
    return answer(engine.submit(request, message.getRequestId(), asker));
  }

  static Answer<WorkResp> answer(SubmitAnswer answer) {
    return switch (answer) {
      case SubmitAnswer.Accepted(var id, var planHash, var expiresAt, int approvals) ->
          Answer.ok(
              WorkResp.newBuilder()
                  .setId(id.toString())
                  .setPlanHash(planHash)
                  .setExpiresAt(Times.of(expiresAt))
                  .setApprovalsNeeded(approvals)
                  .build());
      case SubmitAnswer.Rejected(var violations) -> Answer.no(Refusal.violated(violations));
      case SubmitAnswer.Stopped(var reason) -> Answer.no(Refusal.stopped(reason));
      case SubmitAnswer.PoliciesBroken(var problem) -> Answer.no(Refusal.policiesBroken(problem));
      case SubmitAnswer.RequestIdReused() -> Answer.no(Refusal.requestIdReused());
    };
  }

  private Answer<CheckResp> check(WorkReq message, Asker asker) throws InterruptedException {
    var response =
        CheckResp.newBuilder().setStop(StopVerdicts.of(engine.verdict(message.getName(), asker)));
    var problems = WorkReqTranslation.problems(message, limits);
    if (problems.isEmpty()) {
      var report = engine.check(WorkReqTranslation.value(message), asker);
      problems = report.violations();
      response.setPlanHash(report.planHash()).setApprovalsNeeded(report.approvals());
    }
    for (var problem : problems) {
      response.addViolationsBuilder().setPath(problem.path()).setMessage(problem.message());
    }
    return Answer.ok(response.build());
  }

  private Answer<ExecResp> exec(ExecReq message, Asker asker) throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    Fields.requestId(message.getRequestId(), problems);
    var id = Fields.id(message.getId(), problems);
    var startAt = startAt(message, problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var name = message.getId();
    return switch (engine.exec(id.get(), startAt, message.getRequestId(), asker)) {
      case ExecAnswer.Accepted() -> Answer.ok(ExecResp.getDefaultInstance());
      case ExecAnswer.NoSuchWork() -> Answer.no(Refusal.noSuchWork(name));
      case ExecAnswer.AlreadyExecuted(var state) ->
          Answer.no(Refusal.alreadyExecuted(name, state.toString()));
      case ExecAnswer.Expired(var at) -> Answer.no(Refusal.expired(name, at.toString()));
      case ExecAnswer.Rejected(var violations) -> Answer.no(Refusal.violated(violations));
      case ExecAnswer.NotApproved(var missing) -> Answer.no(Refusal.notApproved(name, missing));
      case ExecAnswer.Stopped(var reason) -> Answer.no(Refusal.stopped(reason));
      case ExecAnswer.PoliciesBroken(var problem) -> Answer.no(Refusal.policiesBroken(problem));
      case ExecAnswer.RequestIdReused() -> Answer.no(Refusal.requestIdReused());
    };
  }

  private Instant startAt(ExecReq message, List<Violation> problems) {
    if (!message.hasStartAt()) {
      return Admission.AT_ONCE;
    }
    if (!Timestamps.isValid(message.getStartAt())) {
      problems.add(new Violation("start_at", "is no point in time"));
      return Admission.AT_ONCE;
    }
    var startAt = Times.of(message.getStartAt());
    if (startAt.isAfter(clock.instant().plus(AHEAD_MAX))) {
      problems.add(
          new Violation(
              "start_at",
              "is %s; it may be at most %d days ahead".formatted(startAt, AHEAD_MAX.toDays())));
    }
    return startAt;
  }

  private Answer<StatusResp> status(StatusReq message, Asker asker) throws InterruptedException {
    return status(message, message.getView(), asker);
  }

  /// The historical contract has no views: its clients always get the jobs.
  private Answer<StatusResp> wholeStatus(StatusReq message, Asker asker)
      throws InterruptedException {
    return status(message, StatusView.STATUS_VIEW_FULL, asker);
  }

  private Answer<StatusResp> status(StatusReq message, StatusView view, Asker asker)
      throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (view == StatusView.UNRECOGNIZED) {
      problems.add(new Violation("view", "is none that this server knows"));
    }
    if (Durations.isNegative(message.getWaitUntilEnded())) {
      problems.add(new Violation("wait_until_ended", "must not be negative"));
    }
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    return look(id.get(), wait(message), view, asker)
        .map(Answer::ok)
        .orElseGet(() -> Answer.no(Refusal.noSuchWork(message.getId())));
  }

  private Optional<StatusResp> look(WorkId id, Duration wait, StatusView view, Asker asker)
      throws InterruptedException {
    return wait.isZero()
        ? engine.look(id, look -> StatusTranslation.status(look, view), asker)
        : engine.lookWhenEnded(id, wait, look -> StatusTranslation.status(look, view), asker);
  }

  private static Duration wait(StatusReq message) {
    if (!message.hasWaitUntilEnded() || Durations.isNegative(message.getWaitUntilEnded())) {
      return Duration.ZERO;
    }
    var asked = message.getWaitUntilEnded();
    return asked.getSeconds() >= WAIT_MAX.toSeconds()
        ? WAIT_MAX
        : Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
  }
}
