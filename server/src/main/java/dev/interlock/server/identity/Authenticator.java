package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.Clock;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Finds out who makes a call, by what comes with it. Any thread.
public final class Authenticator {
  static final Principal OF_TOKEN_FILE = new Principal(Principal.LOCAL, "token file", Set.of());

  private final TokenFile tokenFile;
  private final BearerTokens tokens;
  private final Sessions sessions;
  private final Set<String> signingIn;
  private final Supplier<Banned> banned;
  private final Clock clock;

  /// @param signingIn the issuers that sign browsers in
  /// @param banned who is nobody here, whatever they present
  public Authenticator(
      TokenFile tokenFile,
      BearerTokens tokens,
      Sessions sessions,
      Set<String> signingIn,
      Supplier<Banned> banned,
      Clock clock) {
    this.signingIn = Set.copyOf(signingIn);
    this.banned = banned;
    this.clock = clock;
    this.tokenFile = tokenFile;
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /// What comes with a call.
  ///
  /// @param bearer the token after `Bearer` in the header `authorization` (RFC 6750)
  /// @param session the secret of a browser's session
  /// @param isFromHere whether it comes from this machine: the token file, and the sessions of
  ///   browsers that it began, are of no use from elsewhere
  /// @param certificate that the client has shown, and proved to be its own
  public record Presented(
      Optional<String> bearer,
      Optional<String> session,
      Optional<X509Certificate> certificate,
      boolean isFromHere) {}

  /// Who it is.
  public sealed interface Found {
    /// Somebody.
    ///
    /// @param renewedSession what a browser is to keep instead of what it presented, if anything
    record Known(Principal principal, Optional<String> renewedSession) implements Found {}

    /// Nobody that the server knows.
    ///
    /// @param problem the same for whatever is wrong with a token: it helps nobody to guess one
    record Unknown(String problem) implements Found {}
  }

  /// Who it is that a call comes from, if that can be said at once.
  ///
  /// @return empty when it takes time: [#find] says it then
  public Optional<Found> findAtOnce(Presented presented) {
    var token = presented.bearer().filter(tokens::mayBe);
    if (token.isEmpty()) {
      return Optional.of(find(presented));
    }
    return tokens
        .remembered(token.get())
        .map(found -> unlessBanned(new Found.Known(found, Optional.empty()), presented));
  }

  /// Who it is that a call comes from. May wait for the keys of an issuer, and reckons for as long
  /// as small calls take.
  public Found find(Presented presented) {
    return unlessBanned(whoever(presented), presented);
  }

  /// Whether somebody is nobody here, though they have proved who they are.
  public boolean isBanned(Principal principal) {
    return banned.get().has(principal);
  }

  private Found unlessBanned(Found found, Presented presented) {
    var all = banned.get();
    boolean isBanned =
        presented.certificate().filter(all::has).isPresent()
            || (found instanceof Found.Known known && all.has(known.principal()));
    return isBanned
        ? new Found.Unknown(
            "you are banned here: the rights file names you, or your certificate, in Banned")
        : found;
  }

  private Found whoever(Presented presented) {
    if (presented.bearer().isPresent()) {
      return ofToken(presented.bearer().get(), presented.isFromHere());
    }
    if (presented.session().isPresent()) {
      var session =
          sessions.find(presented.session().get()).filter(found -> isOfUse(found, presented));
      if (session.isPresent()) {
        return new Found.Known(session.get().principal(), session.get().renewed());
      }
      if (presented.isFromHere() || presented.certificate().isEmpty()) {
        return new Found.Unknown("the browser's session has ended; sign in again: interlock page");
      }
    }
    if (presented.certificate().isPresent()) {
      return ofCertificate(presented.certificate().get());
    }
    return new Found.Unknown(
        "the call says not who makes it; send the token of the token file as"
            + " 'authorization: Bearer TOKEN', or sign a browser in: interlock page");
  }

  /// It was good when the connection began, which may be long ago.
  private Found ofCertificate(X509Certificate certificate) {
    if (clock.instant().isAfter(certificate.getNotAfter().toInstant())) {
      return new Found.Unknown("the client's certificate has ended");
    }
    return ClientCertificate.principal(certificate)
        .<Found>map(principal -> new Found.Known(principal, Optional.empty()))
        .orElseGet(() ->
            new Found.Unknown(
                "the client's certificate must say one URI, or else one DNS name, as its"
                    + " alternative name"));
  }

  /// A session ends with the issuer that began it.
  private boolean isOfUse(Sessions.Found session, Presented presented) {
    var name = session.principal().name();
    return name.equals(Principal.LOCAL)
        ? presented.isFromHere()
        : signingIn.contains(name.substring(0, Math.max(0, name.indexOf(':'))));
  }

  private Found ofToken(String token, boolean isFromHere) {
    boolean isOfFile =
        isFromHere && token.length() <= BearerTokens.CHARS_MAX && tokenFile.isToken(token);
    var principal = isOfFile ? Optional.of(OF_TOKEN_FILE) : tokens.verify(token);
    return principal
        .<Found>map(found -> new Found.Known(found, Optional.empty()))
        .orElseGet(() ->
            new Found.Unknown(
                "the token is not valid here: it has ended, is of another server or issuer, or is"
                    + " older than the token file"));
  }
}
