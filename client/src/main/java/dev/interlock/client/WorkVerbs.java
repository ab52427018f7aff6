package dev.interlock.client;

import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.DenyReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.StopWorkReq;
import dev.interlock.api.v1.UnknownJobs;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// What operators do to works; see `docs/verbs.md`. Any thread may use it, as long as its client is
/// open.
///
/// Every call names a work and a reason, which is required and which everybody can read later. Each
/// carries a `request_id` of its own and is tried again as the client's other calls are; each fails
/// with [CallFailed], [CallFailed.Kind#NOT_NOW] when the state of the work does not allow it. All
/// but [#retryFailed] and [#clone] answer with the state of the work.
public final class WorkVerbs {
  private final WorkServiceBlockingStub works;
  private final Calls calls;
  private final Supplier<String> requestIds;

  WorkVerbs(WorkServiceBlockingStub works, Calls calls, Supplier<String> requestIds) {
    this.works = works;
    this.calls = calls;
    this.requestIds = requestIds;
  }

  /// Starts nothing more until [#resume]; what runs goes on to its end.
  public VerbResp pause(String id, String reason) {
    var request =
        PauseReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("Pause", stub -> stub.pause(request));
  }

  /// Has a paused work go on, if the policies and the emergency stop allow it now.
  public VerbResp resume(String id, String reason) {
    var request =
        ResumeReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("Resume", stub -> stub.resume(request));
  }

  /// Starts nothing more and ends the work once nothing runs. The emergency stop is another call:
  /// [InterlockClient#stop].
  public VerbResp stop(String id, String reason) {
    var request =
        StopWorkReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("StopWork", stub -> stub.stopWork(request));
  }

  /// Tells what runs to end, and ends the work once nothing runs.
  public VerbResp cancel(String id, String reason) {
    var request =
        CancelReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("Cancel", stub -> stub.cancel(request));
  }

  /// Ends the work at once: what runs is interrupted, and nobody knows what becomes of it.
  public VerbResp kill(String id, String reason) {
    var request =
        KillReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("Kill", stub -> stub.kill(request));
  }

  /// Has the work go on as if these jobs had completed.
  ///
  /// @param jobs as in the request, `blocks[2].jobs[7]`; 1 to 1,000
  public VerbResp skipJobs(String id, List<String> jobs, String reason) {
    var request =
        SkipJobReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .addAllJobs(jobs)
            .build();
    return make("SkipJob", stub -> stub.skipJob(request));
  }

  /// Says what became of jobs of which nobody knew, or that failed and were put right.
  ///
  /// @param jobs as for [#skipJobs]
  public VerbResp resolveJobs(String id, List<String> jobs, Resolution as, String reason) {
    var request =
        ResolveJobReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .addAllJobs(jobs)
            .setAs(as)
            .build();
    return make("ResolveJob", stub -> stub.resolveJob(request));
  }

  /// Has at most `limit` sequences of a block run at once from now on; what runs goes on.
  ///
  /// @param block from 0
  /// @param limit from 1
  public VerbResp setLimit(String id, int block, int limit, String reason) {
    var request =
        SetLimitReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .setBlock(block)
            .setLimit(limit)
            .build();
    return make("SetLimit", stub -> stub.setLimit(request));
  }

  /// Says that a submitted work may run, as far as the policies ask for people's word.
  ///
  /// @param planHash of what was looked at, as its status has it
  public VerbResp approve(String id, String planHash, String reason) {
    var request =
        ApproveReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .setPlanHash(planHash)
            .build();
    return make("Approve", stub -> stub.approve(request));
  }

  /// Ends a work that was not executed.
  public VerbResp deny(String id, String reason) {
    var request =
        DenyReq.newBuilder().setId(id).setReason(reason).setRequestId(newRequestId()).build();
    return make("Deny", stub -> stub.deny(request));
  }

  /// Submits what is not done of a work that has ended, as a new work.
  ///
  /// @param unknown what to do with jobs of which nobody knows what became of them;
  ///   `UNKNOWN_JOBS_UNSPECIFIED` refuses while there are any
  public WorkResp retryFailed(String id, UnknownJobs unknown, String reason) {
    var request =
        RetryFailedReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .setUnknown(unknown)
            .build();
    return make("RetryFailed", stub -> stub.retryFailed(request));
  }

  /// Submits the request of a work again, with edits, as a new work.
  ///
  /// @param edits at most 1,000, made in this order; places in lists are those of the work `id`
  public WorkResp clone(String id, List<Edit> edits, String reason) {
    var request =
        CloneReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .addAllEdits(edits)
            .build();
    return make("Clone", stub -> stub.clone(request));
  }

  /// Submits another request in place of a work's own, as a new work that is linked to it.
  ///
  /// @param instead without a `request_id`
  public WorkResp clone(String id, WorkReq instead, String reason) {
    var request =
        CloneReq.newBuilder()
            .setId(id)
            .setReason(reason)
            .setRequestId(newRequestId())
            .setRequest(instead)
            .build();
    return make("Clone", stub -> stub.clone(request));
  }

  private String newRequestId() {
    return requestIds.get();
  }

  private <R> R make(String call, Function<WorkServiceBlockingStub, R> body) {
    return calls.make(call, works, Duration.ZERO, body);
  }
}
