package dev.interlock.server.files;

import dev.interlock.engine.stop.StopSource.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `make fuzz`: the emergency stop's file. Whatever it holds is read or bad; and nothing runs of
/// which it does not say go in these letters.
public final class StopsFuzz {
  private static final EsFile FILE = new EsFile(Path.of("es.json"));

  private StopsFuzz() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (FILE.read(ByteBuffer.wrap(data)) instanceof Reading.Good(var entries, _)) {
      var text = new String(data, StandardCharsets.UTF_8);
      boolean maySayGo = text.contains("go") || text.contains("\\u");
      if (entries.stream().anyMatch(entry -> entry.isGo() && !maySayGo)) {
        throw new IllegalStateException("something runs that nobody let run");
      }
    }
  }
}
