package dev.interlock.server.files;

import dev.interlock.engine.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a small file again and again, and tells what it says whenever that is something else. Any
/// thread; one virtual thread reads.
final class FilePoll implements AutoCloseable {
  private final SmallFile file;
  private final Clock clock;
  private final Duration poll;
  private final Consumer<SmallFile.Read> changed;
  private SmallFile.@Nullable Read lastRead;
  private volatile @Nullable Thread reader;

  /// Reads nothing yet.
  ///
  /// @param changed told by one thread at a time
  FilePoll(SmallFile file, Clock clock, Duration poll, Consumer<SmallFile.Read> changed) {
    this.file = file;
    this.clock = clock;
    this.poll = poll;
    this.changed = changed;
  }

  Path path() {
    return file.path();
  }

  /// Reads the file and, from then on, reads it every poll.
  ///
  /// @param name of the thread
  void start(String name) {
    read();
    reader = Thread.ofVirtual().name(name).start(this::readForEver);
  }

  private void readForEver() {
    try {
      while (true) {
        clock.sleep(poll);
        read();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /// Reads the file; tells nothing when it is as it was.
  synchronized void read() {
    var read = file.read();
    if (!read.equals(lastRead)) {
      lastRead = read;
      changed.accept(read);
    }
  }

  @Override
  public void close() {
    var running = reader;
    if (running != null) {
      running.interrupt();
    }
  }
}
