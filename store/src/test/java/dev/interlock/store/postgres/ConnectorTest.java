package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.replica.Replica;
import dev.interlock.store.Writes;
import dev.interlock.store.sql.StoreNotOpened;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorTest {
  private static final String TIME_OUTS =
      """
      select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' '
             || current_setting('idle_in_transaction_session_timeout') || ' '
             || current_setting('tcp_user_timeout') || ' '
             || current_setting('tcp_keepalives_idle') || ' '
             || current_setting('tcp_keepalives_interval') || ' '
             || current_setting('tcp_keepalives_count') || ' '
             || current_setting('transaction_timeout')
      """;

  private static final String LOCKED =
      "select count(*) from pg_locks where locktype = 'advisory' and granted";

  @Test
  void refuses_a_server_that_does_not_sync_and_names_every_setting() throws IOException {
    try (var careless =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("synchronous_commit", "local")
            .start()) {
      var url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(careless.getPort());

      assertThatThrownBy(() -> PostgresStore.open(url, "here:1"))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContainingAll(
              "fsync is off; set it to on",
              "full_page_writes is off; set it to on",
              "synchronous_commit is local; set it to on");
    }
  }

  @Test
  void every_call_has_an_end_whatever_the_url_says() throws SQLException {
    var url =
        TestPostgres.database()
            + "&options=-c%20statement_timeout=0&socketTimeout=0&preferQueryMode=simple";
    var connector = Connector.to(url);

    try (var connection = connector.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(TIME_OUTS)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("5s 3s 10s 10000 4 2 3 7s");
    }
    assertThat(connector.source().getSocketTimeout()).isEqualTo(6);
    assertThat(connector.source().getPreferQueryMode().value()).isEqualTo("extended");
  }

  @Test
  void asks_for_what_it_relies_on_whatever_the_database_has() throws SQLException {
    var database = TestPostgres.database();
    TestPostgres.alter(database, "set default_transaction_isolation = 'repeatable read'");
    TestPostgres.alter(database, "set default_transaction_read_only = on");
    TestPostgres.alter(database, "set idle_session_timeout = '1s'");

    try (var connection = Connector.to(database).connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select current_setting('transaction_isolation') || ' '
                       || current_setting('transaction_read_only') || ' '
                       || current_setting('idle_session_timeout')
                """)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("read committed off 0");
    }
  }

  @Test
  void refuses_what_it_cannot_ask_for() {
    var database = TestPostgres.database();
    TestPostgres.alter(database, "set session_replication_role = replica");
    var latin = TestPostgres.database();
    TestPostgres.execute("drop database " + TestPostgres.name(latin));
    TestPostgres.execute(
        "create database %s template template0 encoding 'LATIN1' locale 'C'"
            .formatted(TestPostgres.name(latin)));

    assertThatThrownBy(() -> PostgresStore.open(database, "here:1"))
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining("session_replication_role is replica; set it to origin");
    assertThatThrownBy(() -> PostgresStore.open(latin, "here:1"))
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining("its encoding is LATIN1; make one with UTF8");
  }

  @Test
  void refuses_a_pooler_that_ignores_what_a_session_asks_for() throws IOException {
    var database = TestPostgres.database();
    TestPostgres.alter(database, "set lock_timeout = '3s'");
    TestPostgres.alter(database, "set default_transaction_isolation = serializable");

    try (var pooler = Between.pooler(database)) {
      assertThatThrownBy(() -> PostgresStore.open(pooler.url(), "here:1"))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContainingAll(
              "statement_timeout is 0 although 5s was asked for",
              "idle_in_transaction_session_timeout is 0 although 10s was asked for",
              "default_transaction_isolation is serializable although read committed was asked for",
              "pgbouncer",
              "name the database itself")
          .message()
          .doesNotContain("lock_timeout is");
    }
  }

  @Test
  void refuses_a_standby(@TempDir Path folder) throws IOException {
    var data = folder.resolve("data");
    kept(data).start().close();
    Files.createFile(data.resolve("standby.signal"));

    try (var standby = kept(data).start()) {
      var url =
          "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(standby.getPort());

      assertThatThrownBy(() -> PostgresStore.open(url, "here:1"))
          .isInstanceOf(StoreNotOpened.class)
          .hasMessageContaining("primary");
    }
  }

  /// A server whose files stay where they are when it ends.
  private static EmbeddedPostgres.Builder kept(Path data) {
    return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
  }

  @Test
  void looks_again_at_each_new_connection_and_is_unavailable_until_it_is_fit() {
    var database = TestPostgres.database();
    try (var store = PostgresStore.open(database, "here:1")) {
      var self = new Replica("here:1", "1", "127.0.0.1:1", Instant.EPOCH);
      List<ThrowingCallable> calls =
          List.of(
              () -> store.find(Writes.id(1)),
              () -> store.list(WorkFilter.ALL, Optional.empty(), 1),
              store::stops,
              () -> store.commit(List.of(Writes.submit(1))),
              () -> store.replicas().renew(self, Duration.ofSeconds(10)),
              () -> store.orders().ownerOf(Writes.id(1)));
      TestPostgres.alter(database, "set synchronous_commit = off");
      TestPostgres.terminate(database, "true");

      for (var call : calls) {
        await()
            .untilAsserted(() ->
                assertThatThrownBy(call)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasStackTraceContaining("synchronous_commit is off; set it to on"));
      }
      TestPostgres.alter(database, "reset synchronous_commit");
      for (var call : calls) {
        await().untilAsserted(() -> assertThatCode(call).doesNotThrowAnyException());
      }
    }
  }

  @Test
  void a_server_that_is_cut_off_while_it_sends_holds_its_locks_for_ten_seconds_at_most()
      throws Exception {
    var database = TestPostgres.database();
    try (var network = Between.network(database);
        var sending = Connector.to(network.url()).connect();
        var locks = sending.prepareStatement("select pg_advisory_xact_lock(1); commit")) {
      sending.setAutoCommit(false);
      network.freeze();

      assertThatThrownBy(locks::execute).isInstanceOf(SQLException.class); // in 6 s

      assertThat(TestPostgres.number(LOCKED)).isPositive();
      await().atMost(Duration.ofSeconds(10)).until(() -> TestPostgres.number(LOCKED) == 0);
    }
  }
}
