package dev.interlock.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file that a person wrote, for the server.
///
/// @param name what they call it
/// @param text all of it, a byte order mark too
public record TextFile(String name, String text) {
  /// Larger files are refused; the server takes no larger requests either.
  public static final int BYTES_MAX = 4 << 20;

  private static final String STANDARD_INPUT = "-";

  /// Reads the whole of it.
  ///
  /// @param path of the file; `-` is standard input
  /// @throws BadFile with what is wrong with it
  public static TextFile read(String path, InputStream standardInput) {
    var name = path.equals(STANDARD_INPUT) ? "standard input" : path;
    return new TextFile(name, decoded(bytes(path, name, standardInput), name));
  }

  private static byte[] bytes(String path, String name, InputStream standardInput) {
    byte[] bytes;
    try {
      if (path.equals(STANDARD_INPUT)) {
        bytes = standardInput.readNBytes(BYTES_MAX + 1);
      } else {
        try (var file = Files.newInputStream(Path.of(path))) {
          bytes = file.readNBytes(BYTES_MAX + 1);
        }
      }
    } catch (NoSuchFileException missing) {
      throw new BadFile("there is no file " + name, missing);
    } catch (InvalidPathException | IOException unreadable) {
      throw new BadFile(
          "%s cannot be read: %s".formatted(name, unreadable.getMessage()), unreadable);
    }
    if (bytes.length > BYTES_MAX) {
      throw new BadFile(
          "%s has more than %d MiB, the most that a request may have"
              .formatted(name, BYTES_MAX >> 20));
    }
    return bytes;
  }

  private static String decoded(byte[] bytes, String name) {
    var from = ByteBuffer.wrap(bytes);
    var into = CharBuffer.allocate(bytes.length);
    var result = StandardCharsets.UTF_8.newDecoder().decode(from, into, true);
    var text = into.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw new BadFile(
          "%s:%d:%d: byte 0x%02x is no UTF-8; save the file as UTF-8"
              .formatted(name, line, column, from.get(from.position())));
    }
    return text;
  }
}
