package dev.interlock.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// By what a client tells a server who it is.
///
/// Looked for in this order: the variable `INTERLOCK_TOKEN`, the file that `INTERLOCK_TOKEN_FILE`
/// names, and the file that a server of the same user makes at its first start,
/// `~/.interlock/token`.
public final class AccessToken {
  /// The token itself.
  public static final String VARIABLE = "INTERLOCK_TOKEN";

  /// Where it is.
  public static final String FILE_VARIABLE = "INTERLOCK_TOKEN_FILE";

  private AccessToken() {}

  /// The token to use.
  ///
  /// @param env the environment's variables
  /// @param home of the user
  /// @return empty when there is none: a server then says what it needs
  /// @throws UncheckedIOException when there is a file that cannot be read
  public static Optional<String> find(Map<String, String> env, Path home) {
    var text = env.getOrDefault(VARIABLE, "").strip();
    if (!text.isEmpty()) {
      return Optional.of(text);
    }
    var named = env.getOrDefault(FILE_VARIABLE, "");
    var file = named.isEmpty() ? home.resolve(".interlock/token") : Path.of(named);
    try {
      return named.isEmpty() && !Files.exists(file)
          ? Optional.empty()
          : Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "the token file %s cannot be read: %s".formatted(file, unreadable), unreadable);
    }
  }
}
