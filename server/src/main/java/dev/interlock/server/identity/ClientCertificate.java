package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who a client is by its certificate (RFC 5280, 4.2.1.6): by its one URI among the alternative
/// names, as SPIFFE has it, or else by its one DNS name. A certificate that says several, or only a
/// common name, says nobody.
final class ClientCertificate {
  private static final int URI = 6;
  private static final int DNS = 2;

  private ClientCertificate() {}

  /// @param certificate was verified
  static Optional<Principal> principal(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return Optional.empty();
      }
      var uris = ofKind(names, URI);
      var ofOne = uris.isEmpty() ? ofKind(names, DNS) : uris;
      return ofOne.size() == 1
          ? Optional.of(new Principal("cert:" + ofOne.getFirst(), "client certificate", Set.of()))
          : Optional.empty();
    } catch (CertificateParsingException unreadable) {
      return Optional.empty();
    }
  }

  private static List<String> ofKind(Collection<List<?>> names, int kind) {
    return names.stream()
        .filter(name -> name.getFirst().equals(kind) && name.getLast() instanceof String)
        .map(name -> (String) name.getLast())
        .toList();
  }
}
