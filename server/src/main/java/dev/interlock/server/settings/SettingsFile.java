package dev.interlock.server.settings;

import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The settings file: one JSON object, `{"listen": "127.0.0.1:8080", "token-buckets": {...}}`.
/// Relative paths in it are relative to its own folder.
record SettingsFile(List<Given> given, List<String> problems) {
  private static final int BYTES_MAX = 1 << 20;

  static SettingsFile none() {
    return new SettingsFile(List.of(), List.of());
  }

  /// @param folder what a relative `name` is relative to
  /// @param name as the operator has it
  static SettingsFile read(Path folder, String name) {
    var file = folder.resolve(name);
    var given = new ArrayList<Given>();
    var problems = new ArrayList<String>();
    try {
      if (Files.size(file) > BYTES_MAX || !Files.isRegularFile(file)) {
        problems.add("%s is not a file of at most %d bytes".formatted(file, BYTES_MAX));
        return new SettingsFile(given, problems);
      }
      var origin = new Given.Origin(name, file.resolveSibling("").toAbsolutePath());
      collect(
          JsonReader.read(ByteBuffer.wrap(Files.readAllBytes(file))),
          file,
          origin,
          given,
          problems);
    } catch (IOException unreadable) {
      problems.add("cannot read the settings file %s: %s".formatted(file, reason(unreadable)));
    }
    return new SettingsFile(given, problems);
  }

  private static void collect(
      JsonRead read, Path file, Given.Origin origin, List<Given> given, List<String> problems) {
    switch (read) {
      case JsonRead.Bad(var problem) -> problems.add("%s: %s".formatted(file, problem));
      case JsonRead.Good(var documents) -> {
        if (documents.size() == 1 && documents.getFirst() instanceof Json.Obj object) {
          flatten(object, "", file.toString(), origin, given, problems);
        } else {
          problems.add("%s must hold one JSON object, {\"key\": value, ...}".formatted(file));
        }
      }
    }
  }

  /// Turns nested objects into keys with dots.
  static void flatten(
      Json.Obj object,
      String prefix,
      String where,
      Given.Origin origin,
      List<Given> given,
      List<String> problems) {
    object
        .fields()
        .forEach((name, value) -> {
          var key = prefix + name;
          var place = where + ", key " + key;
          switch (value) {
            case Json.Text(var text) -> given.add(new Given(key, text, place, origin));
            case Json.Num(var digits) -> given.add(new Given(key, digits, place, origin));
            case Json.Bool(var flag) ->
                given.add(new Given(key, Boolean.toString(flag), place, origin));
            case Json.Obj inner -> flatten(inner, key + ".", where, origin, given, problems);
            case Json.Arr _, Json.Null _ ->
                problems.add(
                    "%s is %s; a setting is text, a number, true or false"
                        .formatted(place, value.kind()));
          }
        });
  }

  private static String reason(IOException unreadable) {
    return unreadable.getClass().getSimpleName().replace("Exception", "")
        + " ("
        + unreadable.getMessage()
        + ")";
  }
}
