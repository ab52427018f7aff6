package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.digest.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whom the rights file bans, whatever they can prove: what to do when a key was stolen, or
/// somebody has left whose tokens and sessions have not ended.
///
/// @param principals by their names
/// @param certificates of clients, by the SHA-256 of their DER encoding in small hexadecimal digits
public record Banned(Set<String> principals, Set<String> certificates) {
  public static final Banned NOBODY = new Banned(Set.of(), Set.of());

  /// How the rights file begins to write a certificate.
  public static final String CERTIFICATE = "sha256:";

  private static final int HEX_DIGITS = 64;

  public Banned {
    principals = Set.copyOf(principals);
    certificates = Set.copyOf(certificates);
  }

  /// A certificate as a person writes it after [#CERTIFICATE]: with or without colons, as `openssl
  /// x509 -fingerprint -sha256` prints it.
  ///
  /// @return empty when it cannot be one
  public static Optional<String> certificate(String written) {
    var hex = written.replace(":", "").toLowerCase(Locale.ROOT);
    boolean isHex = hex.chars().allMatch(HexFormat::isHexDigit);
    return isHex && hex.length() == HEX_DIGITS ? Optional.of(hex) : Optional.empty();
  }

  public boolean has(Principal principal) {
    return principals.contains(principal.name());
  }

  public boolean has(X509Certificate certificate) {
    try {
      return !certificates.isEmpty() && certificates.contains(Sha256.of(certificate.getEncoded()));
    } catch (CertificateEncodingException unreadable) {
      return true;
    }
  }
}
