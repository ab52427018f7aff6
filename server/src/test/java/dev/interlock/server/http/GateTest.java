package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Speaks HTTP by hand, because clients do not let a test lie about its host and origin.
class GateTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "localhost:99", "[::1]:80", "127.1.2.3:80"})
  void answers_to_the_names_of_this_machine(String host) throws IOException {
    assertThat(status("GET /healthz HTTP/1.1", "Host: " + host)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#localhost",
        "10.0.0.1"
      })
  void refuses_a_host_that_was_rebound_to_this_machine(String host) throws IOException {
    assertThat(status("GET /v1/works HTTP/1.1", "Host: " + host)).isIn(400, 403);
    assertThat(post("Host: " + host, "Content-Type: application/json")).isIn(400, 403);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonx",
    "text/json"
  })
  void refuses_a_change_that_a_form_of_another_page_could_send(String type) throws IOException {
    assertThat(post("Host: localhost", "Content-Type: " + type)).isEqualTo(403);
  }

  @Test
  void refuses_a_change_without_a_content_type() throws IOException {
    assertThat(post("Host: localhost")).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"})
  void refuses_a_change_by_a_page_of_others(String header) throws IOException {
    assertThat(post("Host: localhost", "Content-Type: application/json", header)).isEqualTo(403);
  }

  @Test
  void takes_a_change_by_a_page_of_its_own() throws IOException {
    // 400 because the empty work is refused, by what is behind the gate
    assertThat(
            post(
                "Host: localhost:1",
                authorization(),
                "Content-Type: application/json; charset=utf-8",
                "Origin: http://localhost:1",
                "Sec-Fetch-Site: same-origin"))
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"})
  void serves_no_other_methods_and_answers_no_preflight(String method) throws IOException {
    var answer =
        answer(method + " /v1/works HTTP/1.1", "Host: localhost", "Origin: http://x.example");

    assertThat(answer).doesNotContain("access-control-").doesNotStartWith("HTTP/1.1 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/works/../../etc/passwd", "/%00", "/v1/works/%c0%ae%c0%ae/x", "//v1//x"})
  void finds_nothing_by_paths_that_climb(String path) throws IOException {
    assertThat(status("GET " + path + " HTTP/1.1", "Host: localhost", authorization()))
        .isIn(400, 404);
  }

  private static String authorization() {
    return "Authorization: " + server.bearer();
  }

  private static int post(String... headers) throws IOException {
    return Integer.parseInt(answer("POST /v1/works HTTP/1.1", headers).substring(9, 12));
  }

  private static int status(String line, String... headers) throws IOException {
    return Integer.parseInt(answer(line, headers).substring(9, 12));
  }

  /// The status line and the headers; the server closes the connection only seconds after the body.
  private static String answer(String line, String... headers) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var request =
          "%s\r\n%s\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
              .formatted(line, String.join("\r\n", headers));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      var head = new StringBuilder();
      for (var next = in.readLine(); next != null && !next.isEmpty(); next = in.readLine()) {
        head.append(next).append('\n');
      }
      return head.toString();
    }
  }
}
