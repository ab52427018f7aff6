package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.store.postgres.TestPostgres;
import dev.interlock.store.sql.StoreNotOpened;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server on PostgreSQL.
class PostgresStartTest {
  private final String database = TestPostgres.database();

  @TempDir Path folder;

  @Test
  void keeps_everything_in_the_database_and_goes_on_after_a_restart() {
    String id;
    try (var first = start()) {
      id = first.works().submit(RunningServer.nap(3600)).getId();
      first.works().exec(ExecReq.newBuilder().setId(id).build());
      await().until(() -> first.state(id) == WorkState.WORK_STATE_RUNNING);
    }

    try (var again = start()) {
      await().until(() -> again.state(id) == WorkState.WORK_STATE_RUNNING);
    }
    assertThat(folder.resolve("data/work.db")).doesNotExist();
  }

  @Test
  void refuses_a_database_that_would_lose_what_it_was_given() {
    var name = database.substring(database.lastIndexOf('/') + 1, database.indexOf('?'));
    TestPostgres.execute("alter database %s set synchronous_commit = off".formatted(name));

    assertThatThrownBy(this::start)
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining("synchronous_commit is off; set it to on");
  }

  @Test
  void refuses_a_database_that_does_not_answer() {
    var nowhere = "jdbc:postgresql://127.0.0.1:1/interlock?user=interlock";

    assertThatThrownBy(() -> RunningServer.in(folder, "--database=" + nowhere))
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining(nowhere)
        .hasMessageContaining("refused");
    assertThat(Files.exists(folder.resolve("data/work.db"))).isFalse();
  }

  private RunningServer start() {
    return RunningServer.in(folder, "--database=" + database);
  }
}
