package dev.interlock.server.call;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.function.Function;

/// One thing that the server can be asked: a request, a response.
///
/// @param method its name on the wire, and its messages
/// @param body what is done
/// @param patience how long the request asks to wait, beyond the time that answering takes
public record Call<Q extends Message, R extends Message>(
    MethodDescriptor<Q, R> method, Body<Q, R> body, Function<Q, Duration> patience) {

  /// A call that never waits on purpose.
  public Call(MethodDescriptor<Q, R> method, Body<Q, R> body) {
    this(method, body, _ -> Duration.ZERO);
  }

  /// What a call does. Runs on a virtual thread of its own and may block.
  @FunctionalInterface
  public interface Body<Q, R> {
    /// Does it.
    ///
    /// @param actor who asks
    Answer<R> answer(Q request, String actor) throws InterruptedException;
  }
}
