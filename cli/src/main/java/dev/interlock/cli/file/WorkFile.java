package dev.interlock.cli.file;

import com.google.protobuf.TextFormat;
import dev.interlock.api.v1.WorkReq;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a work request as a person wrote it: as JSON when its first character is `{`, else as
/// protobuf text.
public final class WorkFile {
  /// Larger files are refused; the server takes no larger requests either.
  public static final int BYTES_MAX = 4 << 20;

  // "3:14:\tinterlock.v1.Block.jbs"
  private static final Pattern UNKNOWN = Pattern.compile("(\\d+):(\\d+):\t([\\w.]+)\\.(\\w+)");
  private static final String STANDARD_INPUT = "-";

  private WorkFile() {}

  /// Reads a whole file.
  ///
  /// @param path of the file; `-` is standard input
  /// @throws BadFile with everything that is wrong with it
  public static WorkReq read(String path, InputStream standardInput) {
    var name = path.equals(STANDARD_INPUT) ? "standard input" : path;
    var text = decoded(bytes(path, name, standardInput), name);
    return text.stripLeading().startsWith("{") ? JsonText.read(text, name) : protoText(text, name);
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
          "%s has more than %d MiB, the most that a work request may have"
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
    if (text.isBlank()) {
      throw new BadFile(
          "%s is empty; a work request starts with { when it is JSON, else with a field, as name: \"...\""
              .formatted(name));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static WorkReq protoText(String text, String name) {
    var request = WorkReq.newBuilder();
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build()
          .merge(text, request);
    } catch (TextFormat.ParseException wrong) {
      throw new BadFile(inWords(String.valueOf(wrong.getMessage()), name), wrong);
    }
    return request.build();
  }

  /// protobuf's message starts with the line and the column, or names all unknown fields, one a
  /// line.
  private static String inWords(String message, String name) {
    var unknown = UNKNOWN.matcher(message);
    if (!unknown.find()) {
      return "%s:%s".formatted(name, message);
    }
    return unknown
        .reset()
        .results()
        .map(one ->
            "%s:%s:%s: %s"
                .formatted(
                    name, one.group(1), one.group(2), Fields.unknown(one.group(3), one.group(4))))
        .collect(Collectors.joining("\n"));
  }
}
