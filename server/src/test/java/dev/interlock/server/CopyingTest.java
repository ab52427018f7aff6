package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.store.postgres.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyingTest {
  private static final WorkReq REQUEST =
      WorkReq.newBuilder()
          .setName("Nap")
          .addBlocks(
              Block.newBuilder()
                  .setRateLimit(1)
                  .addJobs(Job.newBuilder().setName("sleep").putArgs("seconds", "0")))
          .build();

  private final String database = "--database=" + TestPostgres.database();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(String... args) {
    return Copying.run(
        List.of(args),
        Map.of(),
        folder,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String told() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_server_goes_on_in_the_other_database_and_in_the_first_again() {
    String id;
    WorkReq request;
    try (var server = RunningServer.in(folder)) {
      id = server.works().submit(REQUEST).getId();
      request = request(server, id);
    }

    assertThat(run("import", "data/work.db", database)).as(complained()).isZero();

    assertThat(told()).contains("1 rows of work\n").contains("read again and compared");
    try (var server = RunningServer.in(folder, database)) {
      assertThat(request(server, id)).isEqualTo(request);
    }
    assertThat(run("export", "back/work.db", database)).as(complained()).isZero();
    try (var server = RunningServer.in(folder, "--data=back")) {
      assertThat(request(server, id)).isEqualTo(request);
    }
  }

  private static WorkReq request(RunningServer server, String id) {
    return server.works().getRequest(GetRequestReq.newBuilder().setId(id).build());
  }

  @Test
  void says_what_it_is_for_when_it_is_not_told_what_to_copy() {
    assertThat(run("import")).isEqualTo(2);
    assertThat(complained()).startsWith("Usage: interlock export FILE");
    assertThat(run("export", "--help")).isZero();
    assertThat(told()).startsWith("Usage: interlock export FILE");
  }

  @Test
  void refuses_a_file_that_is_there_or_is_not_and_a_wrong_setting() throws Exception {
    Files.createFile(folder.resolve("there.db"));

    assertThat(run("export", "there.db")).isEqualTo(2);
    assertThat(complained()).contains("there is a file").contains("there.db");
    assertThat(run("import", "nowhere.db")).isEqualTo(2);
    assertThat(complained()).contains("there is no file").contains("nowhere.db");
    assertThat(run("import", "there.db", "--databse=x")).isEqualTo(2);
    assertThat(complained()).contains("did you mean \"database\"?");
  }

  @Test
  void refuses_while_a_server_uses_the_file() {
    try (var _ = RunningServer.in(folder)) {
      assertThat(run("import", "data/work.db", database)).isEqualTo(1);
    }
    assertThat(complained()).contains("is used by another server");
  }
}
