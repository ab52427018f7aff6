package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server on a database that a later program has brought further than it knows.
class NewerSchemaIT {
  @TempDir Path folder;
  private Postgres postgres;
  private Product product;

  @BeforeEach
  void start() throws IOException {
    postgres = Postgres.in(folder);
    product =
        Product.ofMarks(Files.createDirectory(folder.resolve("server")), "Marks")
            .sharing(Postgres.urlAt(postgres.port()), folder.resolve("effects.log"));
    product.start();
  }

  @AfterEach
  void close() throws IOException {
    product.close();
    postgres.close();
  }

  @Test
  void is_gone_on_with_while_it_runs_and_from_the_next_start_on_if_that_one_supports_it()
      throws Exception {
    var before = completed();

    new NewerSchema(postgres).add();
    var meanwhile = completed();
    assertThat(product.stop()).isZero();
    product.start();

    assertThat(product.log())
        .contains("schema 0099 (later), which is newer than this Interlock and supports it");
    assertThat(stateOf(before)).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(stateOf(meanwhile)).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(completed()).isNotEmpty();
  }

  @Test
  void is_refused_with_what_to_do_if_that_one_does_not_support_it() throws Exception {
    assertThat(product.stop()).isZero();
    new NewerSchema(postgres).add();
    new NewerSchema(postgres).excludeOlder();

    int exitCode = product.begin().waitFor();

    assertThat(exitCode).isEqualTo(1);
    assertThat(product.log())
        .contains("interlock server: the database ")
        .contains("schema 0099 (later), which is newer than this Interlock")
        .contains("start a version that knows schema 0099 or a newer one");
  }

  private String completed() {
    var id = Marks.begin(product.works(), Marks.of("appendOnce", 1, 1));
    Awaitility.await().until(() -> stateOf(id) == WorkState.WORK_STATE_COMPLETED);
    return id;
  }

  private WorkState stateOf(String id) {
    return product.works().status(StatusReq.newBuilder().setId(id).build()).getState();
  }
}
