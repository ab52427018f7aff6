package dev.interlock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.journal.AuditEntries;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.Output;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Target;
import dev.interlock.store.move.Move;
import dev.interlock.store.postgres.PostgresStore;
import dev.interlock.store.postgres.TestPostgres;
import dev.interlock.store.sql.StoreNotOpened;
import dev.interlock.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything goes from a SQLite file into PostgreSQL, and back.
class MoveTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final String ODD = "naïve 火 \uD83D\uDE80 'quoted' \u0000\uFFFE end";
  private static final BucketSettings BUCKET =
      new BucketSettings("bucket", 3, 1, Duration.ofHours(1));
  private static final int WORKS = 1_200;

  private final String database = TestPostgres.database();

  @TempDir Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static void fill(WorkStore store, WorkState state) {
    var writes = new ArrayList<Write>();
    for (int number = 1; number <= WORKS; number++) {
      writes.add(Writes.submit(number, number % 3 == 0 ? Map.of("odd", ODD) : Map.of()));
    }
    store.commit(writes);
    var claim = new Claim(Writes.id(1), 1);
    var summary =
        new WorkSummary(
            state,
            ODD,
            true,
            false,
            new WorkSummary.Times(1, 2),
            WorkMachine.AT_REST,
            new WorkSummary.Counts(1, 2, 3, 4, 5, 6, 7));
    var entry = new JournalEntry(2, NOON, List.of(new Fact.PauseOrdered("bob", ODD)));
    assertThat(
            store.commit(
                List.of(
                    new Write.Take(Writes.id(1), 0),
                    new Write.Append(
                        claim,
                        entry,
                        summary,
                        Write.ANY_EPOCH,
                        new RequestKey(ODD, ODD),
                        List.of(new Output(0, 1, ODD)),
                        new TargetChanges(
                            List.of(),
                            List.of(new TargetUse(new Target("machine", ODD), Writes.id(1), 0)))),
                    new Write.SetStop(
                        new StopRow("all", "stop", ODD, "eve", NOON), new RequestKey("s", "c")),
                    new Write.TakeToken(BUCKET, "key", NOON),
                    new Write.Audit(
                        AuditEntries.of(1, ODD, ODD, AuditEntry.Verdict.refused("NO", ODD))))))
        .noneMatch(result -> result instanceof WriteResult.Fenced);
  }

  /// All that can be asked.
  private static List<Object> content(WorkStore store) {
    var all = new ArrayList<Object>();
    for (var work : store.list(WorkFilter.ALL, Optional.empty(), 2 * WORKS)) {
      all.add(work);
      all.add(store.request(work.id()));
      all.add(store.journal(work.id(), 0, 100));
    }
    all.add(store.output(Writes.id(1), 0, 1));
    all.add(store.stops());
    all.add(store.audit(AuditFilter.ALL, 0, 10));
    all.add(store.auditHead());
    all.add(store.buckets());
    all.add(store.answered(new RequestKey(ODD, ODD)));
    all.add(store.due(WorkMachine.AT_REST, Optional.empty(), 2 * WORKS));
    return all;
  }

  @Test
  void everything_is_there_afterwards_and_in_the_first_place_too() throws Exception {
    List<Object> before;
    try (var store = SqliteStore.open(file("work.db"))) {
      fill(store, WorkState.PAUSED);
      before = content(store);
    }

    try (var from = SqliteStore.side(file("work.db"));
        var to = PostgresStore.side(database)) {
      assertThat(Move.run(from, to)).contains(new Move.Copied("work", WORKS));
    }

    try (var moved = PostgresStore.open(database, "here:1")) {
      assertThat(content(moved)).isEqualTo(before);
      // it goes on
      moved.commit(List.of(new Write.Audit(AuditEntries.of(2))));
      AuditEntries.assertThatItIsOneChain(moved.audit(AuditFilter.ALL, 0, 10), moved.auditHead());
      assertThat(moved.commit(List.of(new Write.Take(Writes.id(1), 1))))
          .containsExactly(new WriteResult.Claimed(new Claim(Writes.id(1), 2), 2));
    }
    try (var from = PostgresStore.side(database);
        var to = SqliteStore.side(file("back.db"))) {
      Move.run(from, to);
    }
    try (var there = SqliteStore.open(file("work.db"));
        var back = SqliteStore.open(file("back.db"))) {
      assertThat(content(there)).isEqualTo(before);
      assertThat(back.stops()).isEqualTo(there.stops());
      assertThat(back.list(WorkFilter.ALL, Optional.empty(), 2 * WORKS)).hasSize(WORKS);
    }
  }

  @Test
  void refuses_while_works_run_and_names_them() throws Exception {
    try (var store = SqliteStore.open(file("work.db"))) {
      fill(store, WorkState.RUNNING);
    }

    try (var from = SqliteStore.side(file("work.db"));
        var to = PostgresStore.side(database)) {
      assertThatThrownBy(() -> Move.run(from, to))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("1 works of")
          .hasMessageContaining(Writes.id(1) + " (erase)");
    }
  }

  @Test
  void refuses_a_database_that_is_not_empty() throws Exception {
    try (var store = PostgresStore.open(database, "here:1")) {
      fill(store, WorkState.PAUSED);
    }

    try (var from = SqliteStore.side(file("work.db"));
        var to = PostgresStore.side(database)) {
      assertThatThrownBy(() -> Move.run(from, to))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("is not empty: it has 1200 rows in work");
    }
  }

  @Test
  void refuses_what_a_server_uses() {
    try (var _ = SqliteStore.open(file("work.db"))) {
      assertThatThrownBy(() -> SqliteStore.side(file("work.db")))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("used by another server");
    }
    try (var store = PostgresStore.open(database, "here:1")) {
      var _ = store.replicas().renew(new Replica("here:1", "1", "", NOON), Duration.ofHours(1));

      assertThatThrownBy(() -> PostgresStore.side(database))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("is used by the server here:1");
    }
  }

  @Test
  void a_write_that_a_server_tries_meanwhile_waits_and_stays_in_the_first_place() throws Exception {
    try (var server = PostgresStore.open(database, "here:1"); // whose lease is over
        var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      server.commit(List.of(Writes.submit(1)));
      var stop = new StopRow("all", "stop", "now", "eve", NOON);
      var writes = List.<Write>of(Writes.submit(2), new Write.SetStop(stop, RequestKey.NONE));
      Future<List<WriteResult>> written;
      try (var from = PostgresStore.side(database);
          var to = SqliteStore.side(file("work.db"))) {
        written = thread.submit(() -> server.commit(writes));
        await().until(() -> written.isDone() || TestPostgres.waiting(database) > 0);

        assertThat(Move.run(from, to)).contains(new Move.Copied("work", 1));
        assertThat(written.isDone()).isFalse();
        assertThat(server.find(Writes.id(1))).as("it can be read meanwhile").isPresent();
      }
      assertThat(written.get()).hasSize(2);
      assertThat(server.find(Writes.id(2))).isPresent();
      assertThat(server.stops().rows()).hasSize(1);
    }
  }

  @Test
  void keeps_nothing_when_what_was_written_is_not_what_was_read() throws Exception {
    try (var store = SqliteStore.open(file("work.db"))) {
      fill(store, WorkState.PAUSED);
    }
    PostgresStore.open(database, "here:1").close();
    execute(
        """
        create function changed() returns trigger language plpgsql as
          $$ begin new.fence = new.fence + 1; return new; end $$;
        create trigger changed before insert on journal
           for each row when (new.seq = 2) execute function changed();
        """);

    try (var from = SqliteStore.side(file("work.db"));
        var to = PostgresStore.side(database)) {
      assertThatThrownBy(() -> Move.run(from, to))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("journal of")
          .hasMessageContaining("is not what was read");
    }
    try (var store = PostgresStore.open(database, "here:1")) {
      assertThat(store.list(WorkFilter.ALL, Optional.empty(), 1)).isEmpty();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }
}
