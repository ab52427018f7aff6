package dev.interlock.server;

import dev.interlock.server.files.RightsFile;
import dev.interlock.server.http.Certificates;
import dev.interlock.server.http.WebServer;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.BearerTokens;
import dev.interlock.server.identity.BrowserSignIn;
import dev.interlock.server.identity.Sessions;
import dev.interlock.server.identity.SignInCodes;
import dev.interlock.server.identity.TokenFile;
import dev.interlock.server.settings.Settings;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The part of [Wiring] that makes what callers are known by, and what says what they may.
///
/// @param parts where what is to be closed is put
record IdentityWiring(
    Settings settings, SystemClock clock, SecureRandom random, Deque<AutoCloseable> parts) {

  /// All of it.
  record Made(RightsFile rights, WebServer.SignIn signIn, Optional<Certificates> certificates) {}

  /// Makes it.
  ///
  /// @throws StartRefused when a file cannot be used
  Made make() {
    var rights = rights();
    return new Made(rights, signIn(rights), certificates());
  }

  private RightsFile rights() {
    var files = settings.files();
    var rights = new RightsFile(files.access().rights(), clock, files.policiesPoll());
    parts.push(rights);
    rights
        .start()
        .ifPresent(problem -> {
          throw new StartRefused(Main.BAD_SETTINGS, List.of("rights: " + problem));
        });
    return rights;
  }

  private Optional<Certificates> certificates() {
    return settings
        .files()
        .access()
        .tls()
        .map(tls ->
            switch (Certificates.open(tls)) {
              case Certificates.Opened.Good(var certificates) -> certificates;
              case Certificates.Opened.Bad(var problem) ->
                  throw new StartRefused(Main.BAD_SETTINGS, List.of(problem));
            });
  }

  private List<Settings.Issuer> issuers() {
    var issuers = settings.files().access().issuers();
    var problems = new ArrayList<String>();
    for (var issuer : issuers) {
      issuer
          .signIn()
          .flatMap(Settings.SignIn::clientSecret)
          .filter(file -> !Files.isReadable(file))
          .ifPresent(file ->
              problems.add(
                  "issuers.%s.client-secret: %s cannot be read".formatted(issuer.name(), file)));
    }
    if (!problems.isEmpty()) {
      throw new StartRefused(Main.BAD_SETTINGS, problems);
    }
    return issuers;
  }

  private WebServer.SignIn signIn(RightsFile rights) {
    var tokenFile = tokenFile();
    var issuers = issuers();
    var tokens = new BearerTokens(issuers, clock);
    var sessions = new Sessions(clock, random, tokenFile.ofSessions());
    var byIssuers = new BrowserSignIn(issuers, tokenFile.ofSignIns(), clock, random);
    return new WebServer.SignIn(
        new Authenticator(
            tokenFile, tokens, sessions, Set.copyOf(byIssuers.issuers()), rights::banned, clock),
        new SignInCodes(clock, random),
        sessions,
        byIssuers);
  }

  private TokenFile tokenFile() {
    return switch (TokenFile.open(settings.files().access().tokenFile(), random)) {
      case TokenFile.Opened.Good(var file) -> file;
      case TokenFile.Opened.Bad(var problem) ->
          throw new StartRefused(Main.BAD_SETTINGS, List.of(problem));
    };
  }
}
