package dev.interlock.server.call;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.time.Duration;

/// One thing that the server can be asked, and answers bit by bit.
///
/// @param method its name on the wire, and its messages
/// @param body what is done
/// @param max how long all of it may take
public record StreamedCall<Q extends Message, R extends Message>(
    MethodDescriptor<Q, R> method, Body<Q, R> body, Duration max) {

  /// What a call does. Runs on a virtual thread of its own and may block.
  @FunctionalInterface
  public interface Body<Q, R> {
    /// Does it, and tells the receiver of every end. Interrupted when nobody receives any more.
    void answer(Q request, Receiver<R> receiver);
  }
}
