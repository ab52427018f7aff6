package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.LabelMatch;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.StopCause;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.store.Writes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        var _ = callers.submit(() -> store.replicas().all());
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

  @Test
  void works_are_claimed_read_and_written_while_many_wait_for_what_they_search() throws Exception {
    var labelled =
        new WorkFilter(
            "",
            Set.of(),
            "",
            WorkFilter.Span.EVER,
            "",
            List.of(new LabelMatch.Is("team", "storage")),
            NameScope.ALL);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor();
        var _ = locking("work_label")) {
      for (int i = 0; i < CALLERS; i++) {
        var _ = callers.submit(() -> store.list(labelled, Optional.empty(), 10));
      }
      await().until(() -> TestPostgres.waiting(database) >= PostgresStore.SEARCHES_MAX);

      assertTimeoutPreemptively(
          SOON,
          () -> {
            var id = Writes.id(1);
            assertThat(store.due(WorkMachine.AT_REST, Optional.empty(), 10)).hasSize(1);
            assertThat(store.commit(List.of(new Write.Take(id, 0))))
                .containsExactly(new WriteResult.Claimed(new Claim(id, 1), 1));
            assertThat(store.find(id)).isPresent();
            assertThat(store.request(id)).isPresent();
            assertThat(store.journal(id, 0, 10)).hasSize(1);
            assertThat(store.commit(List.of(killed(new Claim(id, 1)))))
                .containsExactly(new WriteResult.Done());
          });
      assertThat(TestPostgres.waiting(database)).isEqualTo(PostgresStore.SEARCHES_MAX);
    }
  }

  private static Write killed(Claim claim) {
    var entry =
        new JournalEntry(2, AT, List.of(new Fact.StopOrdered(StopCause.KILL, "ann", "now")));
    return new Write.Append(claim, entry, WorkSummary.notStarted(AT), Write.ANY_EPOCH);
  }

  private void renew() {
    var self = new Replica("here:1", "1", "127.0.0.1:1", AT);
    assertThat(store.replicas().renew(self, Duration.ofSeconds(10)).alive()).contains("here:1");
  }

  /// A session that keeps everybody from reading a table until it is closed.
  private Connection locking(String table) throws SQLException {
    var connection = DriverManager.getConnection(database);
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      var _ = statement.execute("lock table " + table + " in access exclusive mode");
    }
    return connection;
  }
}
