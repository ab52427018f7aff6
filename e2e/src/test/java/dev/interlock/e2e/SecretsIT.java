package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A secret that a job tells everybody is found nowhere: F81. Not in what any command shows, not in
/// the server's log, and not in any file but its own.
class SecretsIT {
  private static final String CANARY = "canary-5f1e \"quoted\" \\ 0b77";
  static final List<String> FORMS =
      List.of(
          CANARY,
          "canary-5f1e",
          Base64.getEncoder()
              .encodeToString(CANARY.getBytes(StandardCharsets.UTF_8))
              .substring(0, 16));

  @TempDir private Path folder;
  private Product product;

  @BeforeEach
  void start() throws IOException {
    product = startedIn(folder);
  }

  /// A server with a secret, and with a job that tells it.
  static Product startedIn(Path folder) throws IOException {
    var product =
        Product.in(folder)
            .set("secrets", folder.resolve("secrets").toString())
            .write(
                "policies.json",
                """
                {"Name": "Told", "Policies": [
                  {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["blab"]}}]}
                """)
            .write("es.json", "{\"Name\": \"Told\", \"Status\": \"go\"}");
    Files.createDirectories(folder.resolve("secrets/Told"));
    product.write("secrets/Told/canary", CANARY + "\n");
    product.start();
    return product;
  }

  /// Has the job tell it.
  ///
  /// @return the work's id
  static String tellIn(Product product) throws Exception {
    var id = Marks.begin(product.works(), telling("secret://file/canary"));
    Awaitility.await()
        .until(
            () -> Marks.status(product.works(), id),
            status -> status.getState() == WorkState.WORK_STATE_FAILED);
    return id;
  }

  @AfterEach
  void close() {
    product.close();
  }

  private static WorkReq telling(String reference) {
    var job = Job.newBuilder().setName("blab").putArgs("secret", reference);
    return WorkReq.newBuilder()
        .setName("Told")
        .addBlocks(Block.newBuilder().setRateLimit(1).addJobs(job))
        .build();
  }

  @Test
  void a_secret_that_a_job_tells_is_found_nowhere() throws Exception {
    var id = tellIn(product);

    assertThat(product.run("interlock", "output", id, "blocks[0].jobs[0]").output())
        .contains("the secret is [secret]");
    for (var command :
        List.of(
            List.of("status", id, "--jobs"),
            List.of("status", id, "--output", "json"),
            List.of("facts", id, "--attempts"),
            List.of("output", id, "blocks[0].jobs[0]"),
            List.of("report", id, "-o", "-"),
            List.of("request", id),
            List.of("list", "--output", "json"),
            List.of("watch", id),
            List.of("audit", "export"))) {
      var shown = product.run("interlock", command.toArray(String[]::new)).output();
      assertThat(shown).as("%s", command).isNotBlank().doesNotContain(FORMS);
    }
    for (var path :
        List.of(
            "/v1/works/" + id + "?view=STATUS_VIEW_FULL",
            "/v1/works/" + id + "/jobs",
            "/v1/works/" + id + "/output?job=blocks%5B0%5D.jobs%5B0%5D",
            "/v1/works/" + id + ":watch",
            "/v1/works/" + id + ":report",
            "/v1/audit",
            "/metrics")) {
      assertThat(product.get(path)).as(path).isNotBlank().doesNotContain(FORMS);
    }
    product.stop();
    assertThat(product.log()).contains("failed with [secret]").doesNotContain(FORMS);
    assertNoFileHasIt();
  }

  private void assertNoFileHasIt() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith(Path.of("Told", "canary"))) {
          var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat(bytes.contains("canary-5f1e")).as("in %s", file).isFalse();
        }
      }
    }
  }

  @Test
  void a_secret_in_the_clear_is_not_stored_when_it_is_refused() throws Exception {
    product.write(
        "clear.json",
        """
        {"name": "Told", "blocks": [{"rateLimit": 1, "jobs": [
          {"name": "blab", "args": {"secret": "canary-5f1e in the clear"}}]}]}
        """);

    var refused = product.run("interlock", "submit", folder.resolve("clear.json").toString());

    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.output()).contains("must say where the secret is").doesNotContain(FORMS);
    Files.delete(folder.resolve("clear.json"));
    product.stop();
    assertThat(product.log()).doesNotContain(FORMS);
    assertNoFileHasIt();
  }
}
