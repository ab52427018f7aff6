package dev.interlock.server.call;

import com.google.protobuf.Message;
import dev.interlock.engine.access.Asker;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.function.Function;

/// One thing that the server can be asked: a request, a response.
///
/// @param method its name on the wire, and its messages
/// @param right what its .proto file says that a caller must be allowed
/// @param body what is done
/// @param patience how long the request asks to wait, beyond the time that answering takes
public record Call<Q extends Message, R extends Message>(
    MethodDescriptor<Q, R> method,
    DeclaredRight right,
    Body<Q, R> body,
    Function<Q, Duration> patience) {

  /// A call that never waits on purpose.
  public Call(MethodDescriptor<Q, R> method, Body<Q, R> body) {
    this(method, body, _ -> Duration.ZERO);
  }

  public Call(MethodDescriptor<Q, R> method, Body<Q, R> body, Function<Q, Duration> patience) {
    this(method, DeclaredRight.of(method), body, patience);
  }

  /// What a call does. Runs on a virtual thread of its own and may block.
  @FunctionalInterface
  public interface Body<Q, R> {
    /// Does it, after it has demanded the right.
    ///
    /// @param asker who asks
    /// @throws dev.interlock.engine.access.NotAllowed when they may not
    Answer<R> answer(Q request, Asker asker) throws InterruptedException;
  }
}
