package dev.interlock.cli.screen;

import dev.interlock.client.WorkView;
import java.time.Instant;

/// Shows a work while it goes on: as a picture that is redrawn, or line by line.
public interface WorkScreen extends AutoCloseable {
  /// The work is now like this.
  ///
  /// @param at when it became so
  void show(WorkView view, Instant at);

  /// The server cannot be reached; it is tried again.
  void lost(String why);

  /// Leaves what was shown where it is. May be called twice, and from any thread.
  @Override
  void close();
}
