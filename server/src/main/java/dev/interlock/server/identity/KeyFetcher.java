package dev.interlock.server.identity;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches the keys of an issuer from where the settings say: no redirect leads elsewhere, no proxy
/// of the environment is asked, and what is too large is not read.
final class KeyFetcher implements ResourceRetriever {
  private static final int BYTES_MAX = 256 << 10;

  private final Duration max;

  /// @param max how long it may take
  KeyFetcher(Duration max) {
    this.max = max;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try {
      var uri = url.toURI();
      var text =
          uri.getScheme().equals("file") ? text(Files.newInputStream(Path.of(uri))) : fetch(uri);
      return new Resource(text, "application/json");
    } catch (URISyntaxException impossible) {
      throw new IOException("bug: the settings let it pass", impossible);
    }
  }

  private String fetch(URI uri) throws IOException {
    var http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .build();
    try {
      var request = HttpRequest.newBuilder(uri).build();
      var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX);
      // the client's own time-out ends with the headers
      var answer = http.sendAsync(request, limited).get(max.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        throw new IOException("%s answered %d".formatted(uri, answer.statusCode()));
      }
      return new String(answer.body(), StandardCharsets.UTF_8);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while fetching " + uri, stop);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("cannot fetch %s: %s".formatted(uri, failed), failed);
    } finally {
      http.shutdownNow();
    }
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      var bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IOException("the keys have more than %d bytes".formatted(BYTES_MAX));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
