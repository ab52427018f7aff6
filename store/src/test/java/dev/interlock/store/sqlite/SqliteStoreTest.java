package dev.interlock.store.sqlite;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends WorkStoreContract {
  @TempDir Path folder;

  @Override
  protected WorkStore open() {
    return SqliteStore.open(folder.resolve("work.db"));
  }
}
