package dev.interlock.cli.file;

import com.google.protobuf.TextFormat;
import dev.interlock.api.v1.WorkReq;
import java.io.InputStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a work request as a person wrote it: as JSON when its first character is `{`, else as
/// protobuf text.
public final class WorkFile {
  // "3:14:\tinterlock.v1.Block.jbs"
  private static final Pattern UNKNOWN = Pattern.compile("(\\d+):(\\d+):\t([\\w.]+)\\.(\\w+)");

  private WorkFile() {}

  /// Reads a whole file.
  ///
  /// @param path of the file; `-` is standard input
  /// @throws BadFile with everything that is wrong with it
  public static WorkReq read(String path, InputStream standardInput) {
    var file = TextFile.read(path, standardInput);
    var name = file.name();
    var text = file.text().startsWith("\uFEFF") ? file.text().substring(1) : file.text();
    if (text.isBlank()) {
      throw new BadFile(
          "%s is empty; a work request starts with { when it is JSON, else with a field, as name: \"...\""
              .formatted(name));
    }
    return text.stripLeading().startsWith("{") ? JsonText.read(text, name) : protoText(text, name);
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
