package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.store.sql.StoreNotOpened;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ConnectorTest {
  private static final String TIME_OUTS =
      """
      select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') || ' '
             || current_setting('idle_in_transaction_session_timeout') || ' '
             || current_setting('tcp_user_timeout')
      """;

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
      assertThat(row.getString(1)).isEqualTo("5s 3s 10s 10000");
    }
    assertThat(connector.source().getSocketTimeout()).isEqualTo(6);
    assertThat(connector.source().getPreferQueryMode().value()).isEqualTo("extended");
  }
}
