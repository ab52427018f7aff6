package dev.interlock.client;

import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/// Opens the streams of one watched work.
///
/// @param deadline of one stream
record WatchSource(WorkServiceBlockingStub works, Calls calls, String id, Duration deadline) {
  Connection open(long afterSeq) {
    calls.connectAfresh();
    var request = WatchReq.newBuilder().setId(id).setAfterSeq(afterSeq).build();
    var context = Context.current().withCancellation();
    var caller = context.attach();
    try {
      return new Connection(
          works.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS).watch(request),
          context);
    } finally {
      context.detach(caller);
    }
  }

  CallFailed failure(StatusRuntimeException thrown) {
    return calls.errors().of(thrown, "Watch", deadline);
  }

  /// One stream. It asks the server for a message when the one before has been taken.
  ///
  /// @param context ends the stream when it is cancelled, from any thread
  record Connection(Iterator<WatchResp> messages, CancellableContext context)
      implements AutoCloseable {
    @Override
    public void close() {
      context.cancel(null);
    }
  }
}
