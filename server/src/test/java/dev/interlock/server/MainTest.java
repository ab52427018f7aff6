package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as a process: what it prints and how it ends.
class MainTest {
  @TempDir Path folder;

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void prints_help_and_version() throws Exception {
    var help = run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("--listen (default 127.0.0.1:8080)");

    assertThat(run("--version").out()).startsWith("interlock ");
  }

  @Test
  void tells_what_is_wrong_with_the_settings_in_lines_and_ends_with_2() throws Exception {
    var ended = run("--lsten", "x", "--jobs-max", "0");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err().lines())
        .containsExactlyInAnyOrder(
            "interlock server: flag --lsten: unknown setting \"lsten\"; did you mean \"listen\"?",
            "interlock server: flag --jobs-max: \"0\" must be a whole number from 1 to 1000000");
  }

  @Test
  void does_not_start_where_other_machines_reach_it_and_nobody_is_known() throws Exception { // F82
    var ended = run("--listen=0.0.0.0:0");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .contains("which other machines reach", "tls-certificate");
  }

  @Test
  void says_in_one_line_which_file_it_cannot_read() throws Exception {
    var ended = run("--listen=127.0.0.1:0", "--log=text");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .contains("interlock server: policies: " + folder.resolve("configs/policies.json"))
        .doesNotContain("\tat ");
  }

  @Test
  void tests_itself() throws Exception {
    var ended = run("--self-test");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("a work ran to its end");
  }

  @Test
  void says_when_it_is_ready_and_ends_with_0_when_asked_to() throws Exception {
    writeFiles();
    var process =
        process(
                "--listen=127.0.0.1:0",
                "--policies=policies.json",
                "--stops=es.json",
                "--rights=rights.json",
                "--token-file=token",
                "--log=json")
            .start();
    try (var out = process.inputReader(StandardCharsets.UTF_8);
        var err = process.errorReader(StandardCharsets.UTF_8)) {
      var ready = out.readLine();
      assertThat(ready).as(() -> rest(err)).isNotNull();
      var url = Pattern.compile("http://127\\.0\\.0\\.1:\\d+").matcher(ready);
      assertThat(url.find()).as(ready).isTrue();
      try (var http = HttpClient.newHttpClient()) {
        var request = HttpRequest.newBuilder(URI.create(url.group() + "/readyz")).build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }

      process.toHandle().destroy(); // SIGTERM; the streams stay open

      assertThat(process.waitFor()).isZero();
      assertThat(rest(err).lines().toList())
          .allMatch(line -> line.startsWith("{\"time\":\""))
          .anyMatch(line -> line.contains("registered job type") && line.contains("\"sleep\""))
          .anyMatch(line -> line.contains("registered policy") && line.contains("\"sameArgs\""));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void says_in_one_line_that_the_port_is_taken() throws Exception {
    writeFiles();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ended = run(args("--listen=127.0.0.1:" + taken.getLocalPort()));

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .contains("interlock server: cannot listen: ", "choose one with --listen")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void says_in_one_line_that_another_server_has_the_database() throws Exception {
    writeFiles();
    try (var first = RunningServer.in(folder)) {
      assertThat(first.get("/healthz").statusCode()).isEqualTo(200);

      var ended = run(args("--listen=127.0.0.1:0"));

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err())
          .containsPattern("interlock server: .*work\\.db")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void says_in_one_line_that_the_database_is_damaged() throws Exception {
    writeFiles();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/work.db"), "not a database".repeat(1_000));

    var ended = run(args("--listen=127.0.0.1:0"));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .containsPattern("interlock server: .*work\\.db")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("data/work.db")).content().startsWith("not a database");
  }

  private void writeFiles() throws IOException {
    Files.writeString(folder.resolve("policies.json"), "{\"Name\": \"Nap\", \"Policies\": []}");
    Files.writeString(folder.resolve("es.json"), "");
    Files.writeString(folder.resolve("rights.json"), "");
  }

  private static String[] args(String listen) {
    return new String[] {
      listen,
      "--policies=policies.json",
      "--stops=es.json",
      "--rights=rights.json",
      "--token-file=token",
      "--log=text"
    };
  }

  private static String rest(BufferedReader reader) {
    return String.join("\n", reader.lines().toList());
  }

  private Ended run(String... args) throws IOException, InterruptedException {
    var out = folder.resolve("out.txt");
    var err = folder.resolve("err.txt");
    var process = process(args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private ProcessBuilder process(String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.interlock.server.Main"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).directory(folder.toFile());
  }
}
