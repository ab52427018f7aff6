package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.journal.AuditEntries;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StopRow;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.store.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What servers write while others write, stand still or are interrupted. The works have no living
/// owner, so that anybody may take them.
class CommitsTest {
  private static final Instant AT = Instant.parse("2026-11-28T12:00:00Z");
  private static final Claim OF_STORE = new Claim(Writes.id(1), 1);
  private static final Claim OF_OTHER = new Claim(Writes.id(1), 2);

  private final String database = TestPostgres.database();
  private PostgresStore store;
  private PostgresStore other;
  private Connection session;

  @BeforeEach
  void open() throws SQLException {
    store = PostgresStore.open(database, "here:1");
    other = PostgresStore.open(database, "there:2");
    session = Connector.to(database).connect();
    store.commit(List.of(Writes.submit(1), Writes.submit(2)));
    assertThat(written(store, new Write.Take(Writes.id(1), 0)))
        .isInstanceOf(WriteResult.Claimed.class);
    assertThat(written(store, append(OF_STORE, 2))).isEqualTo(new Done());
    assertThat(written(store, append(OF_STORE, 3))).isEqualTo(new Done()); // it follows the last
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    other.close();
    store.close();
  }

  private static WriteResult written(PostgresStore by, Write write) {
    return by.commit(List.of(write)).getFirst();
  }

  private static Write.Append append(Claim claim, long seq) {
    return append(claim, seq, Write.ANY_EPOCH);
  }

  private static Write.Append append(Claim claim, long seq, long stopEpoch) {
    return Writes.started(claim, seq, AT, 1, stopEpoch);
  }

  private static Write.SetStop stop(String name) {
    return new Write.SetStop(new StopRow(name, "stop", "a drill", "ann", AT), RequestKey.NONE);
  }

  @Test
  void an_entry_that_follows_is_refused_once_another_server_has_taken_the_work() {
    assertThat(written(other, new Write.Take(Writes.id(1), 1)))
        .isEqualTo(new WriteResult.Claimed(OF_OTHER, 3));

    assertThat(written(store, append(OF_STORE, 4))).isEqualTo(new Fenced());

    assertThat(written(other, append(OF_OTHER, 4))).isEqualTo(new Done());
    assertThat(store.journal(Writes.id(1), 0, 10)).hasSize(4);
  }

  @Test
  void several_entries_that_follow_are_each_refused_or_written() {
    var second = new Claim(Writes.id(2), 1);
    written(store, new Write.Take(Writes.id(2), 0));
    written(store, append(second, 2));
    written(other, new Write.Take(Writes.id(1), 1));

    var results = store.commit(List.of(append(OF_STORE, 4), append(second, 3)));

    assertThat(results).containsExactly(new Fenced(), new Done());
    assertThat(written(store, append(second, 4))).isEqualTo(new Done());
  }

  @Test
  void an_intent_that_follows_is_refused_once_another_server_has_stopped_something() {
    assertThat(written(store, append(OF_STORE, 4, 0))).isEqualTo(new Done());
    assertThat(written(other, stop("all"))).isEqualTo(new WriteResult.StopSet(1));

    assertThat(written(store, append(OF_STORE, 5, 0))).isEqualTo(new StopChanged(1));

    assertThat(written(store, append(OF_STORE, 5, 1))).isEqualTo(new Done());
  }

  @Test
  void a_stop_is_stored_while_the_servers_other_writes_wait() throws Exception {
    session.setAutoCommit(false);
    execute("select 1 from work where id = '%s' for update".formatted(Writes.id(2)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> written(store, Writes.queue(2)));
      Awaitility.await().until(() -> isSomebodyWaitingForALock());

      assertThat(written(store, stop("all"))).isEqualTo(new WriteResult.StopSet(1));

      assertThat(waiting.isDone()).isFalse();
      session.rollback();
      assertThat(waiting.get()).isEqualTo(new Done());
    }
  }

  @Test
  void a_server_that_stands_still_within_a_commit_keeps_no_stop_from_being_stored()
      throws Exception {
    execute("set idle_in_transaction_session_timeout = 0"); // which would end it too, but late
    session.setAutoCommit(false);
    execute(Locks.stopToRead().sql());

    assertThat(written(store, stop("all"))).isEqualTo(new WriteResult.StopSet(1));

    assertThatThrownBy(() -> execute("select 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void a_server_that_stands_still_while_it_holds_the_audit_keeps_no_stop_from_being_recorded()
      throws Exception {
    execute("set idle_in_transaction_session_timeout = 0");
    session.setAutoCommit(false);
    execute(Locks.stopToRead().sql()); // as every commit does that has an entry of the audit
    execute("select 1 from audit_head for update");

    assertThat(written(store, new Write.Decided(stop("all"), AuditEntries.of(1))))
        .isEqualTo(new WriteResult.Recorded(new WriteResult.StopSet(1)));
  }

  @Test
  void a_commit_with_an_entry_of_the_audit_can_be_told_to_hold_up_stops() throws Exception {
    session.setAutoCommit(false);
    execute("select 1 from audit_head for update");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> written(store, new Write.Audit(AuditEntries.of(1))));
      Awaitility.await().until(() -> isSomebodyWaitingForALock());

      assertThat(isStopHeld()).isTrue();
      session.rollback();
      assertThat(waiting.get()).isEqualTo(new Done());
    }
  }

  private boolean isStopHeld() throws SQLException {
    try (var row =
        session
            .createStatement()
            .executeQuery(
                "select count(*) from pg_locks where locktype = 'advisory' and objid = 1 and granted")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  @Test
  void servers_that_record_at_once_make_one_chain() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int server = 0; server < 2; server++) {
        var by = server == 0 ? store : other;
        int first = server * 1_000;
        var _ =
            threads.submit(() ->
                IntStream.range(first, first + 100)
                    .forEach(n -> written(by, new Write.Audit(AuditEntries.of(n)))));
      }
    }

    var rows = store.audit(AuditFilter.ALL, 0, 1_000);
    assertThat(rows).hasSize(200);
    AuditEntries.assertThatItIsOneChain(rows, other.auditHead());
  }

  @Test
  void a_writer_that_is_interrupted_cuts_nobody_off() throws Exception {
    var before = backends();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var interrupted =
          threads.submit(() -> {
            Thread.currentThread().interrupt();
            var result = written(store, append(OF_STORE, 4));
            return Thread.interrupted() ? result : "the interrupt is lost";
          });

      assertThat(interrupted.get()).isEqualTo(new Done());
    }
    assertThat(backends()).isEqualTo(before);
  }

  private boolean isSomebodyWaitingForALock() throws SQLException {
    return !pids("pg_locks where not granted").isEmpty();
  }

  /// The sessions whose last statement was an entry that follows.
  private List<Integer> backends() throws SQLException {
    return pids(
        "pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
            + " and query like 'insert into journal%'");
  }

  private static List<Integer> pids(Connection connection, String from) throws SQLException {
    var pids = new ArrayList<Integer>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pid from %s order by pid".formatted(from))) {
      while (row.next()) {
        pids.add(row.getInt(1));
      }
    }
    return pids;
  }

  private List<Integer> pids(String from) throws SQLException {
    try (var connection = Connector.to(database).connect()) {
      return pids(connection, from);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      var _ = statement.execute(sql);
    }
  }
}
