package dev.interlock.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.settings.Settings;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One who vouches for callers by signed tokens (JWT, RFC 7519 and 9068). What counts is what the
/// settings say: whose signature, by which algorithm, for whom. Nothing in a token says where its
/// key is or how it is to be verified. Any thread; may wait for the issuer's keys.
final class TokenIssuer {
  private static final Logger log = LoggerFactory.getLogger(TokenIssuer.class);

  /// Clocks of two machines differ by so much.
  private static final Duration SKEW = Duration.ofSeconds(30);

  /// Keys are fetched anew after so long,
  private static final Duration KEYS_FRESH = Duration.ofMinutes(15);

  /// and are believed for so long after that when they cannot be fetched, an hour in all,
  private static final Duration KEYS_STALE = Duration.ofMinutes(45);

  /// and whoever names keys that there are not has them fetched twice in this time at most.
  private static final Duration FETCH_EVERY = Duration.ofSeconds(30);

  private static final Duration FETCH_MAX = Duration.ofSeconds(5);
  private static final int NAME_CHARS_MAX = 200;

  private final Settings.Issuer settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  TokenIssuer(Settings.Issuer settings, Clock clock) {
    this.settings = settings;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(settings.type())));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.parse(settings.algorithm().name()), keys(settings)));
    processor.setJWTClaimsSetVerifier(new Verifier(settings, clock));
  }

  private static JWKSource<SecurityContext> keys(Settings.Issuer settings) {
    try {
      return JWKSourceBuilder.<SecurityContext>create(
              settings.keys().toURL(), new KeyFetcher(FETCH_MAX))
          .cache(KEYS_FRESH.toMillis(), FETCH_MAX.toMillis())
          .refreshAheadCache(false)
          .rateLimited(FETCH_EVERY.toMillis())
          .outageTolerant(KEYS_STALE.toMillis())
          .build();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("bug: the settings let it pass", impossible);
    }
  }

  /// By the clock of the server.
  private static final class Verifier extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    Verifier(Settings.Issuer settings, Clock clock) {
      super(
          settings.audience(),
          new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
          Set.of("iss", "aud", "exp", settings.claims().name()));
      this.clock = clock;
      setMaxClockSkew(Math.toIntExact(SKEW.toSeconds()));
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
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
      var name = claims.getStringClaim(settings.claims().name());
      if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
        return Optional.empty();
      }
      var principal =
          new Principal(
              "%s:%s".formatted(settings.name(), name),
              "token of " + settings.name(),
              groups(claims),
              settings.claims().person().isIn(claims.getClaims()));
      return Optional.of(new Vouched(principal, claims.getExpirationTime().toInstant()));
    } catch (BadJOSEException | JOSEException | ParseException bad) {
      log.atDebug().addKeyValue("issuer", settings.name()).log("a token is refused", bad);
      return Optional.empty();
    }
  }

  private Set<String> groups(JWTClaimsSet claims) throws ParseException {
    List<String> groups = claims.getStringListClaim(settings.claims().groups());
    return groups == null
        ? Set.of()
        : groups.stream()
            .map(group -> "%s:%s".formatted(settings.name(), group))
            .collect(Collectors.toCollection(HashSet::new));
  }
}
