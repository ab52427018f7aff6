package dev.interlock.server.secrets;

import dev.interlock.plugin.SecretProvider;
import java.io.IOException;
import java.util.Map;

/// `secret://env/NAME`: the variable `INTERLOCK_SECRET_NAME` of the server's environment, for works
/// of every name.
public final class EnvSecrets implements SecretProvider {
  private static final String PREFIX = "INTERLOCK_SECRET_";

  private final Map<String, String> env;

  public EnvSecrets(Map<String, String> env) {
    this.env = Map.copyOf(env);
  }

  @Override
  public String name() {
    return "env";
  }

  @Override
  public String resolve(String path, String workName) throws IOException {
    var value = env.get(PREFIX + path);
    if (value == null) {
      throw new IOException("the server's environment has no variable " + PREFIX + path);
    }
    return value;
  }
}
