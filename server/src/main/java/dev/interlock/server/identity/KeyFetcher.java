package dev.interlock.server.identity;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Fetches the keys of an issuer from where the settings say; what is too large is not read.
final class KeyFetcher implements ResourceRetriever {
  private final IssuerHttp http;

  /// @param max how long it may take
  KeyFetcher(Duration max) {
    this.http = new IssuerHttp(max);
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try {
      var uri = url.toURI();
      var text =
          uri.getScheme().equals("file")
              ? text(Files.newInputStream(Path.of(uri)))
              : http.ask(HttpRequest.newBuilder(uri).build());
      return new Resource(text, "application/json");
    } catch (URISyntaxException impossible) {
      throw new IOException("bug: the settings let it pass", impossible);
    }
  }

  private static String text(InputStream in) throws IOException {
    try (in) {
      var bytes = in.readNBytes(IssuerHttp.BYTES_MAX + 1);
      if (bytes.length > IssuerHttp.BYTES_MAX) {
        throw new IOException("the keys have more than %d bytes".formatted(IssuerHttp.BYTES_MAX));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
