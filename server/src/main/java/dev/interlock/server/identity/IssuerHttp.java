package dev.interlock.server.identity;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks an issuer, at an address of the settings: no redirect leads elsewhere, no proxy of the
/// environment is asked, and what is too large is not read.
///
/// @param max how long it may take, to the last byte
record IssuerHttp(Duration max) {
  static final int BYTES_MAX = 256 << 10;

  /// What it answers.
  ///
  /// @throws IOException when it does not, or with anything but 200
  String ask(HttpRequest request) throws IOException {
    var http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .build();
    var uri = request.uri();
    try {
      var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX);
      // the client's own time-out ends with the headers
      var answer = http.sendAsync(request, limited).get(max.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException("%s answered %d".formatted(uri, answer.statusCode()));
      }
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + uri, stop);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("cannot ask %s: %s".formatted(uri, failed), failed);
    } finally {
      http.shutdownNow();
    }
  }
}
