package dev.interlock.store.crash;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.store.postgres.PostgresStore;
import dev.interlock.store.postgres.TestPostgres;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;

/// Runs beside each other have databases of their own, which are emptied for the next. Each opens
/// its connections anew and syncs the log, so that all of them take five minutes of a small
/// machine: unless `crash.all` is set only the first write of each kind is struck.
@Timeout(900)
class PostgresCrashPointsTest extends CrashPoints {
  private final BlockingQueue<String> emptied = new LinkedBlockingQueue<>();

  @Override
  Storage storage() {
    var known = emptied.poll();
    return new DatabaseOfRun(known == null ? TestPostgres.database() : known);
  }

  @Override
  boolean strikesEach() {
    return Boolean.getBoolean("crash.all");
  }

  /// A process that dies leaves its connections as they are; the next opens its own.
  private final class DatabaseOfRun implements Storage {
    private final String database;

    DatabaseOfRun(String database) {
      this.database = database;
    }

    @Override
    public WorkStore open() {
      return PostgresStore.open(database, "here:1");
    }

    @Override
    public void dies() {
      // the database goes on
    }

    @Override
    public void close() {
      TestPostgres.empty(database);
      emptied.add(database);
    }
  }
}
