package dev.interlock.server.identity;

import com.nimbusds.jwt.SignedJWT;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.identity.TokenIssuer.Vouched;
import dev.interlock.server.settings.Settings;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// Whom the issuers of the settings vouch for by tokens. A token that was good is not verified
/// again for a while: that takes as long as everything else of a small call. Any thread.
public final class BearerTokens {
  /// Longer ones are not even looked at.
  static final int CHARS_MAX = 8 << 10;

  /// RFC 7515, 3.1, to the letter: the library reads signatures of other alphabets too, and so
  /// would take one token in several forms.
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  /// For so long a token is believed whose issuer would not sign it any more.
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final int REMEMBERED_MAX = 10_000;

  private final List<TokenIssuer> issuers;
  private final Clock clock;
  private final SequencedMap<String, Vouched> remembered = new LinkedHashMap<>(16, 0.75f, true);

  public BearerTokens(List<Settings.Issuer> issuers, Clock clock) {
    this.issuers = issuers.stream().map(issuer -> new TokenIssuer(issuer, clock)).toList();
    this.clock = clock;
  }

  /// Whose token this is, if it was verified lately. Quick.
  Optional<Principal> remembered(String token) {
    if (!mayBe(token)) {
      return Optional.empty();
    }
    var now = clock.instant();
    synchronized (remembered) {
      return Optional.ofNullable(remembered.get(Secrets.digest(token)))
          .filter(vouched -> now.isBefore(vouched.until()))
          .map(Vouched::principal);
    }
  }

  /// Whether it can be a token of an issuer at all: signed, not encrypted, and not too long.
  boolean mayBe(String token) {
    return !issuers.isEmpty() && token.length() <= CHARS_MAX && FORM.matcher(token).matches();
  }

  /// Whose token this is. May wait for the keys of its issuer.
  Optional<Principal> verify(String token) {
    if (!mayBe(token)) {
      return Optional.empty();
    }
    var vouched = parsed(token).flatMap(this::vouched);
    vouched.ifPresent(found -> remember(token, found));
    return vouched.map(Vouched::principal);
  }

  private static Optional<SignedJWT> parsed(String token) {
    try {
      return Optional.of(SignedJWT.parse(token));
    } catch (ParseException | RuntimeException _) { // the parser is not ours, the text a stranger's
      return Optional.empty();
    }
  }

  private Optional<Vouched> vouched(SignedJWT token) {
    try {
      var issuer = token.getJWTClaimsSet().getIssuer();
      return issuers.stream()
          .filter(one -> one.isCalled(issuer))
          .findFirst()
          .flatMap(one -> one.verify(token));
    } catch (ParseException | RuntimeException _) {
      return Optional.empty();
    }
  }

  private void remember(String token, Vouched found) {
    var until = clock.instant().plus(REMEMBERED);
    var kept =
        new Vouched(found.principal(), until.isBefore(found.until()) ? until : found.until());
    synchronized (remembered) {
      remembered.put(Secrets.digest(token), kept);
      if (remembered.size() > REMEMBERED_MAX) {
        remembered.pollFirstEntry();
      }
    }
  }
}
