package dev.interlock.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// The end of the audit as it was at some time, signed by a server (Ed25519): docs/audit.md. It is
/// an entry of the audit itself, and a line of the server's log.
///
/// @param seq of the last entry
/// @param hash of that, in hexadecimal
/// @param key the public key, X.509 in Base64
/// @param signature in Base64
public record SignedHead(long seq, String hash, String key, String signature) {
  private static final String SEPARATOR = "[= ]";

  /// Quotes in the words of others are escaped in JSON, and a line of text begins with the time.
  private static final Pattern LOG_LINE =
      Pattern.compile(
          "^(?:\\{.*\"message\":\"|\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO +SignedHeads: )audit head ");

  private static final Pattern FORM =
      Pattern.compile(
          String.join(
              SEPARATOR,
              "seq",
              "(\\d{1,18})",
              "hash",
              "([0-9a-f]{64})",
              "key",
              "([A-Za-z0-9+/]{1,200}={0,2})",
              "signature",
              "([A-Za-z0-9+/]{1,200}={0,2})"));

  /// The head that a line of a server's log has, as text or as JSON; only where nobody else's words
  /// can be.
  public static Optional<SignedHead> inLog(String line) {
    var match = LOG_LINE.matcher(line);
    return match.find() ? find(line.substring(match.end())) : Optional.empty();
  }

  /// The head that a text begins with: the detail of an entry.
  public static Optional<SignedHead> find(String text) {
    var match = FORM.matcher(text);
    return match.lookingAt()
        ? Optional.of(
            new SignedHead(
                Long.parseLong(match.group(1)), match.group(2), match.group(3), match.group(4)))
        : Optional.empty();
  }

  /// Whether whoever has the private key signed it.
  public boolean isSigned() {
    try {
      var decoder = Base64.getDecoder();
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(decoder.decode(key))));
      verifier.update(
          "interlock audit head %d %s".formatted(seq, hash).getBytes(StandardCharsets.UTF_8));
      return verifier.verify(decoder.decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException notOne) {
      return false;
    }
  }
}
