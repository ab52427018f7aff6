package dev.interlock.e2e;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import java.util.Collections;
import org.awaitility.Awaitility;

/// Works of the name `Marks` whose jobs are alike and run one after another: each leaves a mark and
/// then takes its time.
final class Marks {
  private Marks() {}

  /// @param jobType one of those that leave marks
  /// @param millis that each job takes
  static WorkReq of(String jobType, int jobs, int millis) {
    var job = Job.newBuilder().setName(jobType).putArgs("millis", Integer.toString(millis)).build();
    var block = Block.newBuilder().setRateLimit(1).addAllJobs(Collections.nCopies(jobs, job));
    return WorkReq.newBuilder().setName("Marks").addBlocks(block).build();
  }

  /// Submits and executes it.
  static String begin(WorkServiceBlockingStub works, WorkReq request) {
    var id = works.submit(request).getId();
    var _ = works.exec(ExecReq.newBuilder().setId(id).build());
    return id;
  }

  /// Submits and executes it, and waits until a job runs.
  static String running(WorkServiceBlockingStub works, WorkReq request) {
    var id = begin(works, request);
    Awaitility.await().until(() -> status(works, id).getCounts().getRunning() == 1);
    return id;
  }

  /// With each job and each attempt.
  static StatusResp status(WorkServiceBlockingStub works, String id) {
    return works.status(
        StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }
}
