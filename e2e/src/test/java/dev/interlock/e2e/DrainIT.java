package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ClientSettings;
import dev.interlock.client.Credentials;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is taken out of two that share a PostgreSQL database: nothing is interrupted.
class DrainIT {
  private static final int WORKS = 10;
  private static final int JOBS = 4;
  private static final int JOB_MILLIS = 2_000;
  private static final Duration END_MAX = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Postgres postgres;
  private Product one;
  private Product other;

  @BeforeEach
  void start() throws IOException {
    postgres = Postgres.in(folder);
    one = replica("one");
    other = replica("other");
    one.start();
    other.start();
  }

  private Product replica(String name) throws IOException {
    return Product.ofMarks(Files.createDirectory(folder.resolve(name)), "Marks")
        .sharing(Postgres.urlAt(postgres.port()), folder.resolve("effects.log"))
        .set("shutdown-grace", "1s");
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    other.close();
    postgres.close();
  }

  @Test
  void what_runs_on_it_ends_what_follows_runs_on_the_other_and_it_is_stopped_in_peace()
      throws Exception {
    var drained = nameOf(one);
    var ids = IntStream.range(0, WORKS).mapToObj(_ -> running(one)).toList();

    var ran =
        other.run(
            "interlock", "drain", "--replica", drained, "--wait", "1m", "--reason", "new disks");

    assertThat(ran.output())
        .isEqualTo(drained + " is drained: nothing runs there, and it can be stopped\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(other.run("interlock", "replicas").output())
        .containsPattern(drained + " .* drained \\(local: new disks\\) +0 ");
    assertThat(one.metric("interlock_attempts_running")).isZero();
    assertThat(one.metric("interlock_draining")).isEqualTo(1);
    assertThat(get(one, "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(one, "/readyz").body()).startsWith("draining");
    assertThat(get(one, "/healthz").statusCode()).isEqualTo(200);
    assertThat(get(other, "/readyz").statusCode()).isEqualTo(200);

    assertThat(one.stop()).isZero();

    for (var id : ids) {
      Awaitility.await()
          .atMost(END_MAX)
          .until(() -> status(other, id).getState() == WorkState.WORK_STATE_COMPLETED);
      assertThat(jobs(status(other, id))).hasSize(JOBS).allSatisfy(DrainIT::ranOnce);
    }
    var effects = EffectLog.read(folder.resolve("effects.log"));
    assertThat(effects.starts()).hasSize(WORKS * JOBS);
    assertThat(effects.starts().values()).as("each job by itself").containsOnly(1L);
    assertThat(replicas(ids)).as("both had a part in it").contains(drained).hasSizeGreaterThan(1);
  }

  @Test
  void another_goes_on_with_what_was_let_go_of_within_a_second() throws Exception {
    var id = running(one);
    try (var client = client(other)) {
      var _ = client.drainReplica(nameOf(one), "new disks");
    }

    Awaitility.await()
        .atMost(END_MAX)
        .until(() -> status(other, id).getState() == WorkState.WORK_STATE_COMPLETED);

    var jobs = jobs(status(other, id));
    var pauses =
        IntStream.range(1, JOBS)
            .mapToLong(job ->
                millis(jobs.get(job).getAttempts(0).getStarted())
                    - millis(jobs.get(job - 1).getAttempts(0).getEnded()))
            .boxed()
            .toList();
    System.out.printf("DrainIT: ms between a job and the next: %s%n", pauses);
    assertThat(Collections.max(pauses)).isLessThan(1_000);
    assertThat(replicas(List.of(id))).hasSize(2);
  }

  @Test
  void while_it_drains_it_takes_calls_and_when_that_is_taken_back_works_too() throws Exception {
    var id = running(one);
    var drained = nameOf(one);
    try (var client = client(one)) {
      var _ = client.drainReplica(drained, "new disks");
      assertThat(get(one, "/readyz").body()).startsWith("draining");

      var later = running(one);
      assertThat(replicas(List.of(later))).doesNotContain(drained);
      var _ = one.works().cancel(CancelReq.newBuilder().setId(id).setReason("a drill").build());
      Awaitility.await().until(() -> status(one, id).getState() == WorkState.WORK_STATE_CANCELLED);

      var back = client.undoDrainReplica(drained, "they came early").getReplica();
      assertThat(back.getDrainReason()).isEmpty();
      assertThat(get(one, "/readyz").statusCode()).isEqualTo(200);
      assertThat(replicas(List.of(running(one)))).containsExactly(drained);
    }
  }

  @Test
  void the_last_that_takes_works_is_not_drained_and_an_unknown_one_is_told_with_the_others()
      throws Exception {
    var drained = nameOf(one);
    var last = nameOf(other);
    var unknown = other.run("interlock", "drain", "--replica", "nobody:1", "--reason", "new disks");
    assertThat(unknown.output())
        .startsWith("interlock: there is no server nobody:1; alive are ")
        .contains(drained, last);
    assertThat(unknown.exitCode()).isEqualTo(2);
    try (var client = client(other)) {
      var _ = client.drainReplica(drained, "new disks");
    }

    var refused = one.run("interlock", "drain", "--replica", last, "--reason", "new disks");

    assertThat(refused.output())
        .startsWith("interlock: no other server takes works")
        .contains("start another one on this database first");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(get(other, "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void the_wait_ends_when_somebody_has_it_take_works_again() throws Exception {
    var _ = running(one);
    var drained = nameOf(one);
    try (var client = client(other);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting =
          threads.submit(() ->
              one.run("interlock", "drain", "--replica", drained, "--wait", "1m", "--reason", "x"));
      Awaitility.await().until(() -> get(one, "/readyz").statusCode() == 503);

      var _ = client.undoDrainReplica(drained, "a drill");

      assertThat(waiting.get().output()).isEqualTo(drained + " is taking works\n");
      assertThat(waiting.get().exitCode()).isEqualTo(4);
    }
  }

  private static InterlockClient client(Product product) {
    return InterlockClient.of(
        ClientSettings.of(ServerAddress.parse(product.address()))
            .withCredentials(Credentials.of(Product.TOKEN)));
  }

  private static String nameOf(Product product) {
    try (var client = client(product)) {
      return client.server().getReplicasList().stream()
          .filter(Replica::getAnswers)
          .map(Replica::getName)
          .findFirst()
          .orElseThrow();
    }
  }

  private static HttpResponse<String> get(Product product, String path)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://" + product.address() + path)).build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void ranOnce(JobStatus job) {
    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    assertThat(job.getAttemptsCount()).isEqualTo(1);
  }

  private List<String> replicas(List<String> ids) {
    return ids.stream()
        .flatMap(id -> jobs(status(other, id)).stream())
        .flatMap(job -> job.getAttemptsList().stream())
        .map(attempt -> attempt.getReplica())
        .distinct()
        .toList();
  }

  private static List<JobStatus> jobs(StatusResp work) {
    return work.getBlocks(0).getJobsList();
  }

  private static long millis(com.google.protobuf.Timestamp time) {
    return time.getSeconds() * 1_000 + time.getNanos() / 1_000_000;
  }

  private static String running(Product product) {
    return Marks.running(product.works(), Marks.of("appendOnce", JOBS, JOB_MILLIS));
  }

  private static StatusResp status(Product product, String id) {
    return Marks.status(product.works(), id);
  }
}
