package dev.interlock.server.identity;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import dev.interlock.engine.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Set;

/// What a token must say, by the clock of the server.
final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
  /// Clocks of two machines differ by so much.
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final Clock clock;

  /// @param audience must be in the claim `aud`
  /// @param exact claims that must be so
  /// @param required claims that must be there
  ClaimsVerifier(Clock clock, String audience, JWTClaimsSet exact, Set<String> required) {
    super(audience, exact, required);
    this.clock = clock;
    setMaxClockSkew(Math.toIntExact(SKEW.toSeconds()));
  }

  @Override
  protected Date currentTime() {
    return Date.from(clock.instant());
  }
}
