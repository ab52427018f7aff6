package dev.interlock.bench;

import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkState;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How the service holds up with much at once: a very large work, very many jobs, and a small work
/// beside a large one.
final class Scale {
  private static final int LARGE_JOBS = 100_000;
  private static final int LARGE_AT_ONCE = 10_000;
  private static final int PAGE = 500;
  private static final int SLEEPER_WORKS = 10;
  private static final int SLEEPERS_A_WORK = 1_000;
  private static final int SLEEP_SECONDS = 5;
  private static final int FAIR_ROUNDS = 3;
  private static final com.google.protobuf.Duration NO_LONGER =
      com.google.protobuf.Duration.newBuilder().setSeconds(60).build();

  private final WorkServiceGrpc.WorkServiceBlockingStub stub;
  private final Load load;
  private final Report report;

  Scale(Channel channel, Load load, Report report) {
    this.stub = WorkServiceGrpc.newBlockingStub(channel);
    this.load = load;
    this.report = report;
  }

  /// A work of very many jobs that each sleep a second: what looking at it takes all the while.
  void large() {
    var id = start(Requests.sleeping(LARGE_JOBS, LARGE_AT_ONCE, 1));
    var summaries = new ArrayList<Long>();
    var pages = new ArrayList<Long>();
    var state = WorkState.WORK_STATE_RUNNING;
    for (int page = 0; !hasEnded(state); page += PAGE) {
      long start = System.nanoTime();
      state = stub.status(StatusReq.newBuilder().setId(id).build()).getState();
      summaries.add(System.nanoTime() - start);
      start = System.nanoTime();
      var _ =
          stub.getJobs(
              GetJobsReq.newBuilder()
                  .setId(id)
                  .setPageSize(PAGE)
                  .setPageToken(page % LARGE_JOBS == 0 ? "" : Integer.toString(page % LARGE_JOBS))
                  .build());
      pages.add(System.nanoTime() - start);
    }
    report.number("large_looks", summaries.size());
    report.number("large_status_p50_ms", percentile(summaries, 50));
    report.number("large_status_p99_ms", percentile(summaries, 99));
    report.number("large_page_p50_ms", percentile(pages, 50));
    report.number("large_page_p99_ms", percentile(pages, 99));
  }

  private static boolean hasEnded(WorkState state) {
    return switch (state) {
      case WORK_STATE_COMPLETED -> true;
      case WORK_STATE_RUNNING, WORK_STATE_WAITING -> false;
      default -> throw new IllegalStateException("the large work is " + state);
    };
  }

  /// Very many jobs that sleep at once: how late the last one is.
  void sleepers() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < SLEEPER_WORKS; i++) {
      ids.add(start(Requests.sleeping(SLEEPERS_A_WORK, SLEEPERS_A_WORK, SLEEP_SECONDS)));
    }
    double latest = 0;
    for (var id : ids) {
      var _ = stub.status(StatusReq.newBuilder().setId(id).setWaitUntilEnded(NO_LONGER).build());
      latest = Math.max(latest, latestSeconds(id));
    }
    report.number("sleepers_latest_seconds", latest);
  }

  private double latestSeconds(String id) {
    double latest = 0;
    var token = "";
    do {
      var page =
          stub.getJobs(
              GetJobsReq.newBuilder().setId(id).setPageSize(PAGE).setPageToken(token).build());
      for (var job : page.getJobsList()) {
        long nanos =
            com.google.protobuf.util.Timestamps.toNanos(job.getEnded())
                - com.google.protobuf.util.Timestamps.toNanos(job.getStarted());
        var late = Duration.ofNanos(nanos).minusSeconds(SLEEP_SECONDS);
        latest = Math.max(latest, late.toNanos() / 1e9);
      }
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return latest;
  }

  /// Small works one after another, alone and beside a work of very many jobs: how much longer the
  /// slowest takes.
  void fair() {
    var small = Requests.of(1, 1, 1);
    var alone = new ArrayList<Long>();
    for (int i = 0; i < 200; i++) {
      alone.add(load.runOne(small));
    }
    var beside = new ArrayList<Long>();
    for (int round = 0; round < FAIR_ROUNDS; round++) {
      var id = start(Requests.of(1, LARGE_JOBS, 100));
      while (!hasEnded(stub.status(StatusReq.newBuilder().setId(id).build()).getState())) {
        beside.add(load.runOne(small));
      }
    }
    report.number("fair_small_works", beside.size());
    report.number("fair_alone_p50_ms", percentile(alone, 50));
    report.number("fair_beside_p50_ms", percentile(beside, 50));
    report.number("fair_beside_max_ms", percentile(beside, 100));
  }

  private String start(WorkReq request) {
    var id = stub.submit(request).getId();
    var _ = stub.exec(ExecReq.newBuilder().setId(id).build());
    return id;
  }

  private static double percentile(List<Long> nanos, int percent) {
    var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }
}
