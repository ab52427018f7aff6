package dev.interlock.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// By what a client tells a server who it is, and a server proves to be the right one.
///
/// @param token sent with every call, but only to this machine or over TLS
/// @param authority a PEM file: who vouches for servers; empty for those that Java trusts
/// @param certificate the client's own
public record Credentials(
    Optional<String> token, Optional<Path> authority, Optional<OwnCertificate> certificate) {
  /// Of whoever has none.
  public static final Credentials NONE =
      new Credentials(Optional.empty(), Optional.empty(), Optional.empty());

  /// The token itself.
  public static final String TOKEN = "INTERLOCK_TOKEN";

  /// Where the token is.
  public static final String TOKEN_FILE = "INTERLOCK_TOKEN_FILE";

  /// Where the certificates are of those who vouch for servers.
  public static final String AUTHORITY = "INTERLOCK_CA";

  /// Where the client's certificate is.
  public static final String CERTIFICATE = "INTERLOCK_CERTIFICATE";

  /// Where its key is.
  public static final String KEY = "INTERLOCK_KEY";

  /// A certificate by which a client is known, and its key: PEM files.
  public record OwnCertificate(Path certificate, Path key) {}

  /// Those of a token.
  public static Credentials of(String token) {
    return new Credentials(Optional.of(token), Optional.empty(), Optional.empty());
  }

  /// What the environment says. The token is what [#TOKEN] says, or what is in the file that
  /// [#TOKEN_FILE] names, or in that which a server of the same user makes at its first start,
  /// `~/.interlock/token`; whoever has a certificate of their own has no need for the last.
  ///
  /// @param env the environment's variables
  /// @param home of the user
  /// @throws UncheckedIOException when there is a token file that cannot be read
  public static Credentials find(Map<String, String> env, Path home) {
    var certificate = path(env, CERTIFICATE);
    var key = path(env, KEY);
    var own = certificate.flatMap(file -> key.map(ofFile -> new OwnCertificate(file, ofFile)));
    return new Credentials(token(env, home, own.isPresent()), path(env, AUTHORITY), own);
  }

  private static Optional<Path> path(Map<String, String> env, String variable) {
    return Optional.of(env.getOrDefault(variable, ""))
        .filter(text -> !text.isEmpty())
        .map(Path::of);
  }

  private static Optional<String> token(Map<String, String> env, Path home, boolean isKnown) {
    var text = env.getOrDefault(TOKEN, "").strip();
    if (!text.isEmpty()) {
      return Optional.of(text);
    }
    var named = path(env, TOKEN_FILE);
    var file = named.orElseGet(() -> home.resolve(".interlock/token"));
    try {
      return named.isEmpty() && (isKnown || !Files.exists(file))
          ? Optional.empty()
          : Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "the token file %s cannot be read: %s".formatted(file, unreadable), unreadable);
    }
  }
}
