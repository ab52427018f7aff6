package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.settings.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/// Has issuers sign browsers in: OpenID Connect's authorization code flow with PKCE (RFC 6749, 4.1;
/// RFC 7636; RFC 9207; OpenID Connect Core 1.0, 3.1).
///
/// What a sign-in is held to, the browser keeps meanwhile, signed: its answer counts in the browser
/// that it was begun in, and any server with the same token file takes it. Any thread.
public final class BrowserSignIn {
  /// Where issuers send browsers back to, below the address of the page and with the issuer's name
  /// after it: each to a place of its own, so that none answers for another.
  public static final String BACK = "/sign-in/back/";

  /// Answers are remembered, and so many: each counts once.
  private static final int ANSWERED_MAX = 100_000;

  /// A sign-in takes no longer.
  static final Duration WITHIN = Duration.ofMinutes(10);

  private final Map<String, Issuer> issuers;
  private final SequencedSet<String> answered = new LinkedHashSet<>();
  private final Signer signer;
  private final Clock clock;
  private final SecureRandom random;

  private record Issuer(
      Settings.Issuer settings, Settings.SignIn signIn, TokenEndpoint endpoint, IdTokens tokens) {}

  /// @param signer with a key of its own for this purpose
  public BrowserSignIn(
      List<Settings.Issuer> issuers, Signer signer, Clock clock, SecureRandom random) {
    var signing = new LinkedHashMap<String, Issuer>();
    for (var issuer : issuers) {
      issuer
          .signIn()
          .ifPresent(signIn ->
              signing.put(
                  issuer.name(),
                  new Issuer(
                      issuer,
                      signIn,
                      new TokenEndpoint(signIn, signIn.page() + BACK + issuer.name()),
                      new IdTokens(issuer, signIn.clientId(), clock))));
    }
    this.issuers = signing;
    this.signer = signer;
    this.clock = clock;
    this.random = random;
  }

  /// Those that sign browsers in.
  public List<String> issuers() {
    return List.copyOf(issuers.keySet());
  }

  /// A sign-in that has begun.
  ///
  /// @param to where the browser is to go
  /// @param kept what it is to keep until it comes back
  public record Begun(URI to, String kept) {}

  /// Begins one.
  ///
  /// @return empty when no issuer of that name signs browsers in
  public Optional<Begun> begin(String issuer) {
    return Optional.ofNullable(issuers.get(issuer)).map(this::begin);
  }

  private Begun begin(Issuer by) {
    var kept =
        new Kept(
            by.settings().name(),
            Secrets.make(random),
            Secrets.make(random),
            Secrets.make(random),
            clock.instant().plus(WITHIN));
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", by.signIn().clientId());
    query.put("redirect_uri", by.signIn().page() + BACK + by.settings().name());
    query.put("scope", by.signIn().scope());
    query.put("state", kept.state());
    query.put("nonce", kept.nonce());
    query.put("code_challenge", TokenEndpoint.challenge(kept.verifier()));
    query.put("code_challenge_method", "S256");
    var at = by.signIn().at().toString();
    var to = URI.create(at + (at.contains("?") ? "&" : "?") + form(query));
    return new Begun(to, kept.text(signer));
  }

  /// As `application/x-www-form-urlencoded`.
  static String form(SequencedMap<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            "%s=%s"
                .formatted(
                    URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8),
                    URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)))
        .collect(Collectors.joining("&"));
  }

  /// What came of a sign-in.
  public sealed interface Ended {
    record SignedIn(Principal principal) implements Ended {}

    /// It was not begun in this browser, or too long ago.
    record NotBegun() implements Ended {}

    /// The issuer says no, or what it says does not hold.
    record Refused() implements Ended {}

    /// The issuer cannot be asked.
    record Away(String problem) implements Ended {}
  }

  /// Ends one; asks the issuer, and waits for it.
  ///
  /// @param issuer whose place the browser came back to
  /// @param text what the browser has kept
  /// @param answer what the issuer has had it bring back
  public Ended end(String issuer, String text, Map<String, String> answer) {
    var kept =
        Kept.read(text, signer)
            .filter(begun -> begun.issuer().equals(issuer))
            .filter(begun -> clock.instant().isBefore(begun.until()))
            .filter(begun -> Secrets.areEqual(begun.state(), answer.getOrDefault("state", "")))
            .filter(begun -> isFirst(begun.state()));
    var by = kept.map(begun -> issuers.get(begun.issuer()));
    if (kept.isEmpty() || by.isEmpty()) {
      return new Ended.NotBegun();
    }
    return end(kept.get(), by.get(), answer);
  }

  private boolean isFirst(String state) {
    synchronized (answered) {
      boolean isFirst = answered.add(state);
      if (answered.size() > ANSWERED_MAX) {
        answered.removeFirst();
      }
      return isFirst;
    }
  }

  private static Ended end(Kept kept, Issuer by, Map<String, String> answer) {
    var code = answer.getOrDefault("code", "");
    var saysWho = answer.getOrDefault("iss", by.settings().issuer());
    if (code.isEmpty() || !saysWho.equals(by.settings().issuer())) {
      return new Ended.Refused();
    }
    return switch (by.endpoint().exchange(code, kept.verifier())) {
      case TokenEndpoint.Answer.Token(var token) ->
          by.tokens()
              .verify(token, kept.nonce())
              .<Ended>map(Ended.SignedIn::new)
              .orElseGet(Ended.Refused::new);
      case TokenEndpoint.Answer.None(var problem) -> new Ended.Away(problem);
    };
  }

  /// What a sign-in is held to.
  ///
  /// @param state what the issuer must send back
  /// @param nonce what its token must say
  /// @param verifier what shows the issuer that whoever comes with its code has begun the sign-in
  private record Kept(String issuer, String state, String nonce, String verifier, Instant until) {
    private static final String SEPARATOR = "~";

    String text(Signer signer) {
      return signer.seal(
          String.join(
              SEPARATOR, issuer, state, nonce, verifier, String.valueOf(until.toEpochMilli())));
    }

    /// @return empty when it was not made here, or is damaged
    static Optional<Kept> read(String text, Signer signer) {
      return signer
          .open(text)
          .map(content -> content.split(SEPARATOR, -1))
          .map(parts ->
              new Kept(
                  parts[0],
                  parts[1],
                  parts[2],
                  parts[3],
                  Instant.ofEpochMilli(Long.parseLong(parts[4]))));
    }
  }
}
