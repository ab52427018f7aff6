package dev.interlock.server.files;

import dev.interlock.server.plugins.PluginFolder;
import dev.interlock.server.plugins.Plugins;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// `make fuzz`: the policy file. Whatever it holds is in force or broken.
public final class PoliciesFuzz {
  private static final PolicyEntries ENTRIES = new PolicyEntries(plugins(), "policies.json");

  private PoliciesFuzz() {}

  private static Plugins plugins() {
    try (var found = PluginFolder.open(Path.of("no", "plugins"))) {
      return found.register(Map.of(), Set.of());
    }
  }

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    Objects.requireNonNull(ENTRIES.read(ByteBuffer.wrap(data), "policies.json"));
  }
}
