package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An issuer's place of keys that is slow, large, or sends one elsewhere.
@Timeout(60)
class KeyFetcherTest {
  private static final KeyFetcher FETCHER = new KeyFetcher(Duration.ofSeconds(2));
  private static final CountDownLatch END = new CountDownLatch(1);
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/good", exchange -> answer(exchange, 200, "{\"keys\":[]}"));
    server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(300 << 10)));
    server.createContext("/missing", exchange -> answer(exchange, 404, ""));
    server.createContext(
        "/elsewhere",
        exchange -> {
          exchange.getResponseHeaders().add("location", "/good");
          answer(exchange, 302, "");
        });
    server.createContext(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          awaitTheEnd();
        });
    server.start();
  }

  private static void awaitTheEnd() {
    try {
      END.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterAll
  static void stop() {
    END.countDown();
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static URL at(String path) throws IOException {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path))
        .toURL();
  }

  @Test
  void brings_what_is_there() throws IOException {
    assertThat(FETCHER.retrieveResource(at("/good")).getContent()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void gives_up_on_what_is_large_missing_or_elsewhere() throws IOException {
    for (var path : new String[] {"/large", "/missing", "/elsewhere"}) {
      var url = at(path);
      assertThatThrownBy(() -> FETCHER.retrieveResource(url)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void gives_up_on_a_body_that_never_ends() throws IOException {
    var url = at("/stalled");

    assertThatThrownBy(() -> FETCHER.retrieveResource(url))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Timeout");
  }
}
