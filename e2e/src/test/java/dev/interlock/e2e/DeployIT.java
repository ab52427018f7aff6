package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `deploy/kubernetes/interlock.yaml` gives a pod, given to real servers: its files, and the
/// commands of its probes and of its hook.
class DeployIT {
  private static final Path MANIFEST =
      Path.of(System.getProperty("interlock.root"), "deploy/kubernetes/interlock.yaml");

  private static final Pattern PROBE =
      Pattern.compile("exec: \\{command: \\[curl, -fsS, \"http://127.0.0.1:8080(/\\w+)\"]}");
  private static final Pattern HOOK =
      Pattern.compile("command: \\[/opt/interlock/bin/interlock, ([^]]+)]");
  private static final Pattern GRACE = Pattern.compile("terminationGracePeriodSeconds: (\\d+)");

  @TempDir Path folder;
  private String manifest;
  private Postgres postgres;
  private Product pod;

  @BeforeEach
  void start() throws IOException {
    manifest = Files.readString(MANIFEST);
    postgres = Postgres.in(folder);
    pod = Product.in(Files.createDirectory(folder.resolve("pod")));
    for (var file : List.of("interlock.json", "policies.json", "es.json")) {
      pod.write(file, content(file));
    }
    pod.set("config", pod.folder().resolve("interlock.json").toString());
    pod.set("database", Postgres.urlAt(postgres.port()));
    pod.start();
  }

  @AfterEach
  void close() throws IOException {
    pod.close();
    postgres.close();
  }

  /// A file of the ConfigMap.
  private String content(String file) {
    var lines = manifest.lines().toList();
    return lines.stream()
        .skip(1 + lines.indexOf("  %s: |".formatted(file)))
        .takeWhile(line -> line.startsWith("    "))
        .map(line -> line.substring(4))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void a_pods_files_start_a_server_that_each_of_its_probes_finds_well() throws Exception {
    var probes = PROBE.matcher(manifest).results().map(found -> found.group(1)).toList();
    assertThat(probes).containsExactly("/readyz", "/readyz", "/healthz");

    for (var path : probes) {
      assertThat(answerOf(path)).as(path).isEqualTo(200);
    }
  }

  private int answerOf(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://" + pod.address() + path)).build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void a_pod_that_ends_is_drained_by_its_hook_within_its_time() throws Exception {
    var hook = HOOK.matcher(manifest);
    assertThat(hook.find()).isTrue();
    var words = List.of(hook.group(1).split(",\\s*"));
    try (var other = Product.ofMarks(Files.createDirectory(folder.resolve("other")), "Hello")) {
      other.sharing(Postgres.urlAt(postgres.port()), other.effects()).start();

      var ran = pod.run("interlock", words.toArray(String[]::new));

      assertThat(ran.exitCode()).as(ran.output()).isZero();
      assertThat(ran.output()).contains("is drained");
      assertThat(answerOf("/readyz")).isEqualTo(503);
      assertThat(answerOf("/healthz")).isEqualTo(200);
    }
  }

  @Test
  void the_time_of_a_pod_to_end_is_longer_than_what_it_is_for() {
    var grace = GRACE.matcher(manifest);
    assertThat(grace.find()).isTrue();
    assertThat(manifest).contains("--wait, 5m").contains("\"shutdown-grace\": \"20s\"");

    assertThat(Duration.ofSeconds(Long.parseLong(grace.group(1))))
        .isGreaterThan(Duration.ofMinutes(5).plusSeconds(20));
  }
}
