package dev.interlock.store.crash;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Each run on a file of its own.
class SqliteCrashPointsTest extends CrashPoints {
  private static final List<String> FILES = List.of("work.db", "work.db-wal");

  private final AtomicInteger runs = new AtomicInteger();

  @TempDir Path folder;

  @BeforeEach
  void makeAnEmptyDatabase() {
    SqliteStore.open(template().resolve(FILES.getFirst())).close();
  }

  private Path template() {
    return folder.resolve("template");
  }

  @Override
  boolean strikesEach() {
    return true;
  }

  @Override
  Storage storage() {
    var run = folder.resolve("run-" + runs.incrementAndGet());
    copy(template(), run.resolve("life-0"));
    return new FileOfRun(run);
  }

  /// When a process dies, the file and its log are copied as they are at that moment: nothing is
  /// closed or copied from the log into the file first, as after kill -9. The next process opens
  /// the copy.
  private static final class FileOfRun implements Storage {
    private final Path run;
    private int life;

    FileOfRun(Path run) {
      this.run = run;
    }

    @Override
    public WorkStore open() {
      return SqliteStore.open(folder(life).resolve(FILES.getFirst()));
    }

    @Override
    public void dies() {
      copy(folder(life), folder(++life));
    }

    private Path folder(int number) {
      return run.resolve("life-" + number);
    }

    @Override
    public void close() {
      // the folder is the test's
    }
  }

  /// Copies a database as it is at this moment.
  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to);
      for (var file : FILES) {
        if (Files.exists(from.resolve(file))) {
          Files.copy(from.resolve(file), to.resolve(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
