package dev.interlock.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// Texts that nobody can guess, and what is kept of them: whoever reads the server's memory finds
/// none that is of use.
final class Secrets {
  private static final int BYTES = 32;

  private Secrets() {}

  /// 256 bits, as 43 characters of URL-safe Base64 (RFC 4648, 5).
  static String make(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Its SHA-256, as Base64: equal when the texts are.
  static String digest(String secret) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(secret.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("bug: every JDK has SHA-256", impossible);
    }
  }

  /// Whether two digests are equal, in a time that does not tell where they differ.
  static boolean areEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
