package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkStoreContract;

class PostgresStoreTest extends WorkStoreContract {
  private final String database = TestPostgres.database();

  @Override
  protected WorkStore open() {
    return PostgresStore.open(database, "here:1");
  }
}
