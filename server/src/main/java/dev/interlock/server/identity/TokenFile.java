package dev.interlock.server.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/// The token by which whoever may read a file of this machine is known: the user that runs the
/// server, and root. The file is made at the first start, and only its owner may read it. A line of
/// text; to have another token, delete the file and start the server again.
public final class TokenFile {
  /// How every token begins, so that one that has leaked is found.
  private static final String MARK = "interlock_";

  private static final Pattern FORM = Pattern.compile(MARK + "[A-Za-z0-9_-]{43}");
  private static final int BYTES_MAX = 1024;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final String digest;
  private final Signer sessions;

  private TokenFile(String token) {
    this.digest = Secrets.digest(token);
    this.sessions = new Signer(token, "browser sessions");
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
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        make(path, MARK + Secrets.make(random));
      }
      return read(path);
    } catch (IOException | UnsupportedOperationException failed) {
      return bad(path, "cannot be made or read: " + failed);
    }
  }

  /// All of it or nothing; two servers that start at once agree on one.
  private static void make(Path path, String token) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectories(folder, FOLDER);
    }
    var written = Files.createTempFile(folder, ".token", "", OWNER_ONLY);
    try {
      try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      Files.createLink(path, written);
    } catch (FileAlreadyExistsException _) {
      // another server was first
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static Opened read(Path path) throws IOException {
    PosixFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return bad(path, "was there and is gone; start again");
    }
    if (!attributes.isRegularFile()) {
      return bad(path, "is no regular file; delete it, and a start makes one");
    }
    var others = EnumSet.copyOf(attributes.permissions());
    others.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!others.isEmpty()) {
      return bad(
          path,
          "is open to others (%s), so who has its token is not known; delete it, and a start makes a new one"
              .formatted(PosixFilePermissions.toString(attributes.permissions())));
    }
    if (attributes.size() > BYTES_MAX) {
      return bad(path, "holds no token of ours; delete it, and a start makes one");
    }
    var token = Files.readString(path, StandardCharsets.US_ASCII).strip();
    return FORM.matcher(token).matches()
        ? new Opened.Good(new TokenFile(token))
        : bad(path, "holds no token of ours; delete it, and a start makes one");
  }

  private static Opened bad(Path path, String problem) {
    return new Opened.Bad("the token file %s %s".formatted(path, problem));
  }

  /// Signs the sessions of browsers; with another token all of them end.
  public Signer ofSessions() {
    return sessions;
  }

  /// Whether this is the token.
  boolean isToken(String presented) {
    return Secrets.areEqual(digest, Secrets.digest(presented));
  }
}
