package dev.interlock.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs texts with a key that is made of a secret for one purpose (HMAC-SHA-256, RFC 2104). Any
/// thread.
public final class Signer {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /// @param purpose another one makes another key
  Signer(String secret, String purpose) {
    var ofSecret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.key = new SecretKeySpec(mac(ofSecret, purpose), ALGORITHM);
  }

  private static byte[] mac(SecretKeySpec key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("bug: every JDK has " + ALGORITHM, impossible);
    }
  }

  /// A text with its signature, for [#open].
  String seal(String text) {
    return text + "." + sign(text);
  }

  /// The text of [#seal].
  ///
  /// @return empty when it was not sealed with this key, or is damaged
  Optional<String> open(String sealed) {
    int dot = sealed.lastIndexOf('.');
    return dot >= 0 && Secrets.areEqual(sign(sealed.substring(0, dot)), sealed.substring(dot + 1))
        ? Optional.of(sealed.substring(0, dot))
        : Optional.empty();
  }

  /// The signature, as URL-safe Base64.
  private String sign(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, text));
  }
}
