package dev.interlock.server.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import dev.interlock.server.settings.Settings;
import java.net.MalformedURLException;
import java.time.Duration;

/// The public keys of an issuer: fetched when they are needed, kept for a while.
final class IssuerKeys {
  /// Keys are fetched anew after so long,
  private static final Duration KEYS_FRESH = Duration.ofMinutes(15);

  /// and are believed for so long after that when they cannot be fetched, an hour in all,
  private static final Duration KEYS_STALE = Duration.ofMinutes(45);

  /// and whoever names keys that there are not has them fetched twice in this time at most.
  private static final Duration FETCH_EVERY = Duration.ofSeconds(30);

  private static final Duration FETCH_MAX = Duration.ofSeconds(5);

  private IssuerKeys() {}

  static JWKSource<SecurityContext> of(Settings.Issuer settings) {
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
}
