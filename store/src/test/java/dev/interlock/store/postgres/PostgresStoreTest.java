package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkStoreContract;
import org.junit.jupiter.api.AfterEach;

class PostgresStoreTest extends WorkStoreContract {
  /// Of all of them, one after the other: to make one takes longer than a test.
  private static final String DATABASE = TestPostgres.database();

  @Override
  protected WorkStore open() {
    return PostgresStore.open(DATABASE, "here:1");
  }

  @AfterEach
  void empty() {
    TestPostgres.empty(DATABASE);
  }
}
