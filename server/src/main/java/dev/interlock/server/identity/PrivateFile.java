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
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/// A line of text that only the owner of its file may read, and that is made where there is none.
public final class PrivateFile {
  private static final int BYTES_MAX = 1024;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFile() {}

  /// What came of opening it.
  public sealed interface Opened {
    record Good(String text) implements Opened {}

    /// It cannot be used.
    ///
    /// @param problem what is wrong and what to do, to be read after the name of the file
    record Bad(String problem) implements Opened {}
  }

  /// Reads it, after it has made it where there is none.
  ///
  /// @param first makes the text of a new one, in ASCII
  public static Opened open(Path path, Supplier<String> first) {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        make(path, first.get());
      }
      return read(path);
    } catch (IOException | UnsupportedOperationException failed) {
      return new Opened.Bad("cannot be made or read: " + failed);
    }
  }

  /// All of it or nothing; two servers that start at once agree on one.
  private static void make(Path path, String text) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectories(folder, FOLDER);
    }
    var written = Files.createTempFile(folder, ".new", "", OWNER_ONLY);
    try {
      try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
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
      return new Opened.Bad("was there and is gone; start again");
    }
    if (!attributes.isRegularFile()) {
      return new Opened.Bad("is no regular file; delete it, and a start makes one");
    }
    var others = EnumSet.copyOf(attributes.permissions());
    others.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!others.isEmpty()) {
      return new Opened.Bad(
          "is open to others (%s), so who has its secret is not known; delete it, and a start makes a new one"
              .formatted(PosixFilePermissions.toString(attributes.permissions())));
    }
    return attributes.size() > BYTES_MAX
        ? new Opened.Bad("holds no token of ours and no key; delete it, and a start makes one")
        : new Opened.Good(Files.readString(path, StandardCharsets.US_ASCII).strip());
  }
}
