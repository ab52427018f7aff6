package dev.interlock.server.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.interlock.engine.access.Principal;
import dev.interlock.server.settings.Settings;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Who somebody is by what an issuer says of them.
final class IssuerClaims {
  private static final int NAME_CHARS_MAX = 200;

  private IssuerClaims() {}

  /// What a token must say (RFC 9068, 2.2), whatever its name is taken from.
  static Set<String> required(Settings.Issuer settings, String... more) {
    var required = new HashSet<>(List.of("iss", "aud", "exp", "sub", settings.claims().name()));
    required.addAll(List.of(more));
    return required;
  }

  /// Whom a token is about.
  ///
  /// @param claims of a token that was verified
  /// @param authentication how they were known, in words
  /// @return empty when they have no name
  static Optional<Principal> principal(
      Settings.Issuer settings, JWTClaimsSet claims, String authentication) throws ParseException {
    var name = claims.getStringClaim(settings.claims().name());
    if (name == null || name.isBlank() || name.length() > NAME_CHARS_MAX) {
      return Optional.empty();
    }
    return Optional.of(
        new Principal(
            "%s:%s".formatted(settings.name(), name),
            authentication,
            groups(settings, claims),
            settings.claims().person().isIn(claims.getClaims())));
  }

  private static Set<String> groups(Settings.Issuer settings, JWTClaimsSet claims)
      throws ParseException {
    List<String> groups = claims.getStringListClaim(settings.claims().groups());
    return groups == null
        ? Set.of()
        : groups.stream()
            .map(group -> "%s:%s".formatted(settings.name(), group))
            .collect(Collectors.toCollection(HashSet::new));
  }
}
