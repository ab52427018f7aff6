package dev.interlock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import dev.interlock.store.Writes;
import dev.interlock.store.blob.Codes;
import dev.interlock.store.blob.FactsBlob;
import dev.interlock.store.blob.RequestBlob;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of the first schema, as an earlier version left it, is gone on with.
class MigrationTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant EXPIRES = NOON.plusSeconds(3_600);
  private static final WorkReq REQUEST = new WorkReq("erase", "one disk", List.of());

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void leave_a_work_in_every_state() throws SQLException {
    file = folder.resolve("work.db");
    var source = new Connections(file, Connections.PAGES_MAX).durable();
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:dev/interlock/store/sqlite")
        .sqlMigrationPrefix("")
        .sqlMigrationSeparator("_")
        .table("schema_history")
        .target("1")
        .load()
        .migrate();
    try (var connection = source.getConnection()) {
      for (var state : WorkState.values()) {
        insert(connection, state);
      }
    }
  }

  private static int number(WorkState state) {
    return Codes.number(state);
  }

  private static void insert(Connection connection, WorkState state) throws SQLException {
    byte[] id = Ids.bytes(Writes.id(number(state)));
    try (var work =
            connection.prepareStatement(
                """
                insert into work values (?, 'erase', 'one disk', 0, '00ff', 'ann', ?, ?, ?, ?,
                                         'why', 0, 0, 0, 0)
                """);
        var request = connection.prepareStatement("insert into request values (?, ?)");
        var journal = connection.prepareStatement("insert into journal values (?, 1, 0, ?, ?)")) {
      work.setBytes(1, id);
      work.setLong(2, NOON.toEpochMilli());
      work.setLong(3, EXPIRES.toEpochMilli());
      work.setLong(4, state == WorkState.NOT_STARTED ? 0 : 1);
      work.setInt(5, Codes.number(state));
      work.executeUpdate();
      request.setBytes(1, id);
      request.setBytes(2, RequestBlob.bytes(REQUEST));
      request.executeUpdate();
      journal.setBytes(1, id);
      journal.setLong(2, NOON.toEpochMilli());
      journal.setBytes(3, FactsBlob.bytes(List.of(new Fact.Submitted("ann"))));
      journal.executeUpdate();
    }
  }

  @Test
  void every_work_is_there_as_it_was_and_a_copy_of_none() {
    try (var store = SqliteStore.open(file)) {
      for (var state : WorkState.values()) {
        var work = store.find(Writes.id(number(state))).orElseThrow();

        assertThat(work.summary().state()).isEqualTo(state);
        assertThat(work.summary().reason()).isEqualTo("why");
        assertThat(work.summary().counts().areKnown()).isFalse();
        assertThat(work.origin())
            .isEqualTo(
                new WorkRecord.Origin(
                    "erase",
                    "one disk",
                    0,
                    "00ff",
                    Map.of(),
                    new WorkRecord.Submission("ann", NOON),
                    EXPIRES));
        assertThat(store.request(work.id())).contains(REQUEST);
        assertThat(store.journal(work.id(), 0, 9))
            .containsExactly(new JournalEntry(1, NOON, List.of(new Fact.Submitted("ann"))));
      }
    }
  }

  @Test
  void what_may_go_on_is_due_at_once_what_was_not_executed_when_it_expires_and_what_ended_never() {
    try (var store = SqliteStore.open(file)) {
      for (var state : WorkState.values()) {
        assertThat(store.find(Writes.id(number(state))).orElseThrow().summary().dueMillis())
            .isEqualTo(
                switch (state) {
                  case NOT_STARTED -> EXPIRES.toEpochMilli();
                  case WAITING, RUNNING, PAUSING, PAUSED, STOPPING -> 0;
                  default -> WorkMachine.NEVER;
                });
      }
      assertThat(store.due(WorkMachine.AT_REST, Optional.empty(), 99))
          .extracting(work -> work.summary().state())
          .containsExactly(
              WorkState.WAITING,
              WorkState.RUNNING,
              WorkState.PAUSING,
              WorkState.PAUSED,
              WorkState.STOPPING,
              WorkState.NOT_STARTED);
    }
  }

  @Test
  void a_work_is_gone_on_with() {
    var id = Writes.id(number(WorkState.RUNNING));
    try (var store = SqliteStore.open(file)) {
      assertThat(store.commit(List.of(new Write.Take(id, 1))))
          .containsExactly(new WriteResult.Claimed(new Claim(id, 2), 1));
      var entry = new JournalEntry(2, NOON, List.of(new Fact.Paused()));
      var summary =
          new WorkSummary(
              WorkState.PAUSED,
              "",
              false,
              false,
              WorkSummary.Times.NONE,
              WorkMachine.AT_REST,
              WorkSummary.Counts.NONE);
      var append = new Write.Append(new Claim(id, 2), entry, summary, Write.ANY_EPOCH);

      assertThat(store.commit(List.of(append))).containsExactly(new WriteResult.Done());

      assertThat(store.find(id).orElseThrow().summary()).isEqualTo(summary);
    }
  }

  @Test
  void a_database_that_was_brought_up_to_date_is_opened_again() throws SQLException {
    SqliteStore.open(file).close();
    SqliteStore.open(file).close();

    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows =
            connection
                .createStatement()
                .executeQuery("select count(*) from schema_history where success")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(9);
    }
  }
}
