package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// F57: a body that does not come.
@Timeout(60)
class SlowBodyTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder, "--request-timeout=500ms");
  }

  @Test
  void a_body_that_does_not_come_in_the_request_s_time_is_not_awaited() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(4_000);
      var request =
          "POST /v1/works HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: %s\r\n"
                  .formatted(server.bearer())
              + "content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);

      assertThat(answer).isEqualTo("HTTP/1.1 408");
    }
  }
}
