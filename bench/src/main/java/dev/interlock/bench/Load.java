package dev.interlock.bench;

import com.google.protobuf.Duration;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkState;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Has works run through gRPC and waits for their ends: submit, exec, and a status that answers
/// when the work has ended.
final class Load {
  private static final Duration WAIT = Duration.newBuilder().setSeconds(60).build();

  private final List<WorkServiceGrpc.WorkServiceBlockingStub> stubs;
  private final AtomicInteger turn = new AtomicInteger();

  /// @param channels to servers, which get the works in turn
  Load(Channel... channels) {
    stubs = Arrays.stream(channels).map(WorkServiceGrpc::newBlockingStub).toList();
  }

  /// What one load took: from the first call to the last answer, and each work by itself.
  static final class Took {
    private final long nanos;
    private final long[] eachNanos;

    private Took(long nanos, long[] eachNanos) {
      this.nanos = nanos;
      this.eachNanos = eachNanos;
      Arrays.sort(eachNanos);
    }

    double perSecond(int count) {
      return count * 1e9 / nanos;
    }

    double percentileMillis(int percent) {
      return eachNanos[Math.min(eachNanos.length - 1, eachNanos.length * percent / 100)] / 1e6;
    }
  }

  /// Runs `works` works of this request, `callers` of them at any time.
  Took run(WorkReq request, int works, int callers) throws InterruptedException {
    var next = new AtomicInteger();
    var each = new long[works];
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < callers; i++) {
        all.add(
            threads.submit(() -> {
              for (int n = next.getAndIncrement(); n < works; n = next.getAndIncrement()) {
                each[n] = runOne(request);
              }
            }));
      }
      awaitAll(all);
    }
    long nanos = System.nanoTime() - start;
    return new Took(nanos, each);
  }

  private static void awaitAll(List<Future<?>> all) throws InterruptedException {
    for (var one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a work did not run to its end", e.getCause());
      }
    }
  }

  /// Runs one work to its end.
  ///
  /// @return how long that took, in nanoseconds
  long runOne(WorkReq request) {
    var stub = stubs.get(Math.floorMod(turn.getAndIncrement(), stubs.size()));
    long start = System.nanoTime();
    var id = stub.submit(request).getId();
    var _ = stub.exec(ExecReq.newBuilder().setId(id).build());
    var status = stub.status(StatusReq.newBuilder().setId(id).setWaitUntilEnded(WAIT).build());
    if (status.getState() != WorkState.WORK_STATE_COMPLETED) {
      throw new IllegalStateException(
          "work %s is %s: %s".formatted(id, status.getState(), status.getReason()));
    }
    return System.nanoTime() - start;
  }
}
