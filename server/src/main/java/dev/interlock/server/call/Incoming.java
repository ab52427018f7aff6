package dev.interlock.server.call;

import com.google.protobuf.Message;
import dev.interlock.plugin.Violation;
import java.util.List;

/// What came of reading a request.
///
/// @param <Q> the message that it should be
public sealed interface Incoming<Q extends Message> {
  record Whole<Q extends Message>(Q message) implements Incoming<Q> {}

  /// It is no such message.
  record Unreadable<Q extends Message>(List<Violation> problems) implements Incoming<Q> {
    public Unreadable {
      problems = List.copyOf(problems);
    }
  }
}
