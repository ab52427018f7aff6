package dev.interlock.server.grpc;

import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.RefusalStatus;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Semaphore;

/// At the other end of a gRPC stream. Waits until the stream takes more, so that a client that does
/// not read costs no memory.
final class StreamReceiver<R> implements Receiver<R> {
  private final ServerCallStreamObserver<R> stream;
  private final Semaphore news = new Semaphore(0);

  StreamReceiver(ServerCallStreamObserver<R> stream) {
    this.stream = stream;
  }

  /// The stream takes more, or says that it may.
  void ready() {
    news.release();
  }

  @Override
  public void send(R next) throws InterruptedException {
    while (!stream.isReady()) {
      if (stream.isCancelled()) {
        throw new InterruptedException("the receiver has gone");
      }
      news.acquire();
      news.drainPermits();
    }
    stream.onNext(next);
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
