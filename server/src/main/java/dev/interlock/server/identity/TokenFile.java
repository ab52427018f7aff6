package dev.interlock.server.identity;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/// The token by which whoever may read a file of this machine is known: the user that runs the
/// server, and root. The file is made at the first start, and only its owner may read it. A line of
/// text; to have another token, delete the file and start the server again.
public final class TokenFile {
  /// How every token begins, so that one that has leaked is found.
  private static final String MARK = "interlock_";

  private static final Pattern FORM = Pattern.compile(MARK + "[A-Za-z0-9_-]{43}");
  private final String digest;
  private final Signer sessions;
  private final Signer signIns;

  private TokenFile(String token) {
    this.digest = Secrets.digest(token);
    this.sessions = new Signer(token, "browser sessions");
    this.signIns = new Signer(token, "sign-ins by issuers");
  }

  /// What came of opening it.
  public sealed interface Opened {
    record Good(TokenFile file) implements Opened {}

    /// It cannot be used.
    ///
    /// @param problem what is wrong, with the path, and what to do
    record Bad(String problem) implements Opened {}
  }

  /// Reads the token, after it has made one where there is none.
  public static Opened open(Path path, SecureRandom random) {
    return switch (PrivateFile.open(path, () -> MARK + Secrets.make(random))) {
      case PrivateFile.Opened.Good(var token) when FORM.matcher(token).matches() ->
          new Opened.Good(new TokenFile(token));
      case PrivateFile.Opened.Good _ ->
          bad(path, "holds no token of ours; delete it, and a start makes one");
      case PrivateFile.Opened.Bad(var problem) -> bad(path, problem);
    };
  }

  private static Opened bad(Path path, String problem) {
    return new Opened.Bad("the token file %s %s".formatted(path, problem));
  }

  /// Signs the sessions of browsers; with another token all of them end.
  public Signer ofSessions() {
    return sessions;
  }

  /// Signs what a browser keeps while an issuer signs it in.
  public Signer ofSignIns() {
    return signIns;
  }

  /// Whether this is the token.
  boolean isToken(String presented) {
    return Secrets.areEqual(digest, Secrets.digest(presented));
  }
}
