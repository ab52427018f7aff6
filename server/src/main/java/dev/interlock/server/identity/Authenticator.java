package dev.interlock.server.identity;

import dev.interlock.engine.access.Principal;
import java.util.Optional;
import java.util.Set;

/// Finds out who makes a call, by what comes with it. Any thread.
public final class Authenticator {
  private static final Principal OF_TOKEN_FILE =
      new Principal(Principal.LOCAL, "token file", Set.of());

  private final TokenFile tokenFile;
  private final BearerTokens tokens;
  private final Sessions sessions;

  public Authenticator(TokenFile tokenFile, BearerTokens tokens, Sessions sessions) {
    this.tokenFile = tokenFile;
    this.tokens = tokens;
    this.sessions = sessions;
  }

  /// What comes with a call.
  ///
  /// @param bearer the token after `Bearer` in the header `authorization` (RFC 6750)
  /// @param session the secret of a browser's session
  /// @param isFromHere whether it comes from this machine
  public record Presented(Optional<String> bearer, Optional<String> session, boolean isFromHere) {}

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

  /// Whether [#find] may have to wait, or to reckon for as long as small calls take.
  public boolean mayTakeTime(Presented presented) {
    return presented
        .bearer()
        .filter(token -> tokens.mayBe(token) && tokens.remembered(token).isEmpty())
        .isPresent();
  }

  /// Who it is that a call comes from.
  public Found find(Presented presented) {
    if (presented.bearer().isPresent()) {
      return ofToken(presented.bearer().get(), presented.isFromHere());
    }
    if (presented.session().isPresent()) {
      return sessions
          .find(presented.session().get())
          .<Found>map(found -> new Found.Known(found.principal(), found.renewed()))
          .orElseGet(() ->
              new Found.Unknown("the browser's session has ended; sign in again: interlock page"));
    }
    return new Found.Unknown(
        "the call says not who makes it; send the token of the token file as"
            + " 'authorization: Bearer TOKEN', or sign a browser in: interlock page");
  }

  private Found ofToken(String token, boolean isFromHere) {
    boolean isOfFile =
        isFromHere && token.length() <= BearerTokens.CHARS_MAX && tokenFile.isToken(token);
    var principal =
        isOfFile
            ? Optional.of(OF_TOKEN_FILE)
            : tokens.remembered(token).or(() -> tokens.verify(token));
    return principal
        .<Found>map(found -> new Found.Known(found, Optional.empty()))
        .orElseGet(() ->
            new Found.Unknown(
                "the token is not valid here: it has ended, is of another server or issuer, or is"
                    + " older than the token file"));
  }
}
