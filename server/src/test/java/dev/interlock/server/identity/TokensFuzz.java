package dev.interlock.server.identity;

import dev.interlock.engine.time.ManualClock;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `make fuzz`: tokens of an issuer, whose key nobody has. Each is nobody's.
public final class TokensFuzz {
  private static final BearerTokens TOKENS = tokens();

  private TokensFuzz() {}

  private static BearerTokens tokens() {
    Path folder;
    try {
      folder = Files.createTempDirectory("issuer");
    } catch (IOException disk) {
      throw new IllegalStateException("no folder", disk);
    }
    var issuer = new TestIssuer(folder);
    var reading = SettingsReader.read(List.of(issuer.settings()), Map.of(), folder);
    if (reading instanceof Reading.Good good) {
      return new BearerTokens(good.settings().files().access().issuers(), new ManualClock());
    }
    throw new IllegalStateException(reading.toString());
  }

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    var token = new String(data, StandardCharsets.ISO_8859_1);
    if (TOKENS.remembered(token).or(() -> TOKENS.verify(token)).isPresent()) {
      throw new IllegalStateException("it was taken for somebody's");
    }
  }
}
