package dev.interlock.server.call;

import com.google.protobuf.Message;
import dev.interlock.engine.access.Asker;
import io.grpc.MethodDescriptor;
import java.time.Duration;

/// One thing that the server can be asked, and answers bit by bit.
///
/// @param method its name on the wire, and its messages
/// @param right what its .proto file says that a caller must be allowed
/// @param body what is done
/// @param max how long all of it may take
public record StreamedCall<Q extends Message, R extends Message>(
    MethodDescriptor<Q, R> method, DeclaredRight right, Body<Q, R> body, Duration max) {

  public StreamedCall(MethodDescriptor<Q, R> method, Body<Q, R> body, Duration max) {
    this(method, DeclaredRight.of(method), body, max);
  }

  /// What a call does. Runs on a virtual thread of its own and may block.
  @FunctionalInterface
  public interface Body<Q, R> {
    /// Does it, after it has demanded the right, and tells the receiver of every end. Interrupted
    /// when nobody receives any more.
    ///
    /// @param asker who asks
    void answer(Q request, Asker asker, Receiver<R> receiver);
  }
}
