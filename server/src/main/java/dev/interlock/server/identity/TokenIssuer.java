package dev.interlock.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.settings.Settings;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One who vouches for callers by signed tokens (JWT, RFC 7519 and 9068). What counts is what the
/// settings say: whose signature, by which algorithm, for whom. Nothing in a token says where its
/// key is or how it is to be verified. Any thread; may wait for the issuer's keys.
final class TokenIssuer {
  private static final Logger log = LoggerFactory.getLogger(TokenIssuer.class);

  private final Settings.Issuer settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  TokenIssuer(Settings.Issuer settings, Clock clock) {
    this.settings = settings;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(settings.tokens().type())));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(settings.algorithm().name()), IssuerKeys.of(settings)));
    processor.setJWTClaimsSetVerifier(
        new ClaimsVerifier(
            clock,
            settings.tokens().audience(),
            new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
            IssuerClaims.required(settings)));
  }

  /// Whether it is the one that tokens call so.
  boolean isCalled(String issuer) {
    return settings.issuer().equals(issuer);
  }

  /// For whom it vouches, and until when.
  record Vouched(Principal principal, Instant until) {}

  /// For whom it vouches by this token.
  ///
  /// @return empty when it does not
  Optional<Vouched> verify(SignedJWT token) {
    try {
      var claims = processor.process(token, null);
      var until = claims.getExpirationTime().toInstant();
      return IssuerClaims.principal(settings, claims, "token of " + settings.name())
          .map(principal -> new Vouched(principal, until));
    } catch (BadJOSEException | JOSEException | ParseException bad) {
      log.atDebug().addKeyValue("issuer", settings.name()).log("a token is refused", bad);
      return Optional.empty();
    }
  }
}
