package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.digest.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whom the rights file bans, whatever they can prove: what to do when a key was stolen, or
/// somebody has left whose tokens and sessions have not ended.
///
/// @param principals by their names, in small letters
/// @param certificates of clients, by the SHA-256 of their DER encoding in small hexadecimal digits
public record Banned(Set<String> principals, Set<String> certificates) {
  public static final Banned NOBODY = new Banned(Set.of(), Set.of());

  private static final Pattern CERTIFICATE =
      Pattern.compile("sha256(?: fingerprint)?[:=]([0-9a-f]{2}(?::?[0-9a-f]{2}){31})");

  private static final Pattern PRINCIPAL = Pattern.compile("[a-z][a-z0-9-]*:.+");

  /// Names are taken in any letters: who is banned must not come back by a capital.
  public Banned {
    principals = principals.stream().map(Banned::folded).collect(Collectors.toUnmodifiableSet());
    certificates = Set.copyOf(certificates);
  }

  /// A certificate as the rights file writes it, `sha256:` and the digits, with or without colons;
  /// or all that `openssl x509 -fingerprint -sha256` prints.
  ///
  /// @return empty when it is none
  public static Optional<String> certificate(String written) {
    var match = CERTIFICATE.matcher(folded(written));
    return match.matches() ? Optional.of(match.group(1).replace(":", "")) : Optional.empty();
  }

  /// Whether somebody could be called so.
  public static boolean isPrincipal(String written) {
    return written.equals(Principal.LOCAL)
        || (PRINCIPAL.matcher(written).matches() && !folded(written).startsWith("sha256"));
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// Whether somebody of this name is banned.
  public boolean has(String principal) {
    return !principals.isEmpty() && principals.contains(folded(principal));
  }

  public boolean has(Principal principal) {
    return has(principal.name());
  }

  public boolean has(X509Certificate certificate) {
    try {
      return !certificates.isEmpty() && certificates.contains(Sha256.of(certificate.getEncoded()));
    } catch (CertificateEncodingException unreadable) {
      return true;
    }
  }
}
