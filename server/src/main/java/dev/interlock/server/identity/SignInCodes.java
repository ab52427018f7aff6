package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Codes by which browsers sign in, each once and within a minute. Kept by this process, and only
/// as digests. Any thread.
public final class SignInCodes {
  static final Duration AGE_MAX = Duration.ofMinutes(1);

  /// When there are more, the oldest are of no use any more.
  private static final int CODES_MAX = 1_000;

  private final Clock clock;
  private final SecureRandom random;
  private final SequencedMap<String, Code> codes = new LinkedHashMap<>();

  public SignInCodes(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /// A new one.
  ///
  /// @param text a secret, for nobody but whom it was made for
  public record Made(String text, Instant expiresAt) {}

  private record Code(Principal principal, Instant expiresAt) {}

  /// Makes a code for whoever has the token file, and for nobody else: a session must not outlive
  /// the token or the session that it was made by.
  public Optional<Made> make(Principal principal) {
    if (!principal.equals(Authenticator.OF_TOKEN_FILE)) {
      return Optional.empty();
    }
    var text = Secrets.make(random);
    var expiresAt = clock.instant().plus(AGE_MAX);
    synchronized (codes) {
      codes.put(Secrets.digest(text), new Code(principal, expiresAt));
      if (codes.size() > CODES_MAX) {
        codes.pollFirstEntry();
      }
    }
    return Optional.of(new Made(text, expiresAt));
  }

  /// Whose code this is, which is of no use any more then.
  ///
  /// @return empty when there is no such code, or none any more
  public Optional<Principal> take(String text) {
    Code code;
    synchronized (codes) {
      code = codes.remove(Secrets.digest(text));
    }
    return Optional.ofNullable(code)
        .filter(found -> !clock.instant().isAfter(found.expiresAt()))
        .map(Code::principal);
  }
}
