package dev.interlock.examples.diskerase.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The file that remembers every work that was submitted from here: time, id and site, a line each.
final class SubmitLog implements AutoCloseable {
  private final FileChannel file;
  private final InstantSource clock;

  private SubmitLog(FileChannel file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// Opens it before anything is submitted: what could not be noted must not be begun.
  static SubmitLog open(Path path, InstantSource clock) throws IOException {
    return new SubmitLog(
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), clock);
  }

  /// Adds a line; it is on disk when this returns.
  void add(String id, String site) throws IOException {
    var time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var line = StandardCharsets.UTF_8.encode("%s %s %s\n".formatted(time, id, site));
    while (line.hasRemaining()) {
      file.write(line);
    }
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
