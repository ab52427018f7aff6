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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ID tokens by which an issuer says who has signed in (OpenID Connect Core 1.0, 2 and
/// 3.1.3.7): for this server, in answer to one sign-in and no other. Any thread; may wait for the
/// issuer's keys.
final class IdTokens {
  private static final Logger log = LoggerFactory.getLogger(IdTokens.class);

  private static final int CHARS_MAX = 16 << 10;

  private final Settings.Issuer settings;
  private final String clientId;
  private final Clock clock;
  private final JWSVerificationKeySelector<SecurityContext> keys;

  /// @param clientId for whom the tokens must be
  IdTokens(Settings.Issuer settings, String clientId, Clock clock) {
    this.settings = settings;
    this.clientId = clientId;
    this.clock = clock;
    this.keys =
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(settings.algorithm().name()), IssuerKeys.of(settings));
  }

  /// Who has signed in.
  ///
  /// @param nonce of that sign-in
  /// @return empty when the token does not say so
  Optional<Principal> verify(String token, String nonce) {
    if (token.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      var claims = processor(nonce).process(SignedJWT.parse(token), null);
      return isForThisServer(claims)
          ? IssuerClaims.principal(settings, claims, "sign-in by " + settings.name())
          : Optional.empty();
    } catch (BadJOSEException | JOSEException | ParseException | RuntimeException bad) {
      log.atInfo().addKeyValue("issuer", settings.name()).log("an ID token is refused", bad);
      return Optional.empty();
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor(String nonce) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null));
    processor.setJWSKeySelector(keys);
    var exact = new JWTClaimsSet.Builder().issuer(settings.issuer()).claim("nonce", nonce).build();
    processor.setJWTClaimsSetVerifier(
        new ClaimsVerifier(
            clock, clientId, exact, IssuerClaims.required(settings, "iat", "nonce")));
    return processor;
  }

  private boolean isForThisServer(JWTClaimsSet claims) throws ParseException {
    var party = claims.getStringClaim("azp");
    return party == null ? claims.getAudience().size() == 1 : party.equals(clientId);
  }
}
