package dev.interlock.engine.execute;

import dev.interlock.plugin.SecretProvider;
import java.io.IOException;

/// Has one secret for works of one name, and one that is too short.
public final class ScriptedSecrets implements SecretProvider {
  /// What references call it.
  public static final String NAME = "test";

  /// What `secret://test/db` is.
  public static final String CANARY = "canary \"7f3e91\"\nand its second line";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String resolve(String path, String workName) throws IOException {
    return switch (path) {
      case "db" -> CANARY;
      case "whose" -> "of works named " + workName;
      case "short" -> "hunter2";
      default -> throw new IOException("no such secret");
    };
  }
}
