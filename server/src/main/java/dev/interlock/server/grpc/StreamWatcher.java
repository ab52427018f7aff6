package dev.interlock.server.grpc;

import dev.interlock.api.v1.WatchResp;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.RefusalStatus;
import dev.interlock.server.endpoint.WatchEndpoint.Watcher;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Semaphore;

/// A watcher at the other end of a gRPC stream. Waits until the stream takes more, so that a client
/// that does not read costs no memory.
final class StreamWatcher implements Watcher {
  private final ServerCallStreamObserver<WatchResp> stream;
  private final Semaphore news = new Semaphore(0);

  StreamWatcher(ServerCallStreamObserver<WatchResp> stream) {
    this.stream = stream;
  }

  /// The stream takes more, or says that it may.
  void ready() {
    news.release();
  }

  @Override
  public void send(WatchResp change) throws InterruptedException {
    while (!stream.isReady()) {
      if (stream.isCancelled()) {
        throw new InterruptedException("the watcher has gone");
      }
      news.acquire();
      news.drainPermits();
    }
    stream.onNext(change);
  }

  @Override
  public void end() {
    stream.onCompleted();
  }

  @Override
  public void fail(Refusal refusal) {
    if (!stream.isCancelled()) {
      stream.onError(StatusProto.toStatusRuntimeException(RefusalStatus.forHeader(refusal)));
    }
  }
}
