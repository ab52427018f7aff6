package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.interlock.engine.replica.Replica;
import dev.interlock.store.Writes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Many who ask at once for what takes long.
class CrowdedStoreTest {
  private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final int CALLERS = 20;

  private final String database = TestPostgres.database();
  private PostgresStore store;

  @BeforeEach
  void open() {
    store = PostgresStore.open(database, "here:1");
    var _ = store.commit(List.of(Writes.submit(1)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_lease_is_renewed_while_many_wait_for_the_list_of_replicas() throws Exception {
    renew();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor();
        var _ = locking("work")) {
      for (int i = 0; i < CALLERS; i++) {
        callers.submit(() -> store.replicas().all());
      }
      await().until(() -> TestPostgres.waiting(database) > 0);

      assertTimeoutPreemptively(
          SOON,
          () -> {
            for (int i = 0; i < 5; i++) {
              renew();
            }
          });
      assertThat(TestPostgres.waiting(database)).isPositive();
    }
    assertThat(store.replicas().all()).hasSize(1);
  }

  private void renew() {
    var self = new Replica("here:1", "1", "127.0.0.1:1", AT);
    assertThat(store.replicas().renew(self, Duration.ofSeconds(10))).contains("here:1");
  }

  /// A session that keeps everybody from reading a table until it is closed.
  private Connection locking(String table) throws SQLException {
    var connection = DriverManager.getConnection(database);
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("lock table " + table + " in access exclusive mode");
    }
    return connection;
  }
}
