package dev.interlock.server.settings;

import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Puts the sources together: a flag counts more than the environment, the environment more than
/// the file, the file more than the default. Tells every problem at once.
public final class SettingsReader {
  private static final String VARIABLE_PREFIX = "INTERLOCK_";
  private static final String DEFAULT_FILE = "interlock.json";

  /// Settings that have names of the operator's own in their keys.
  private static final Set<String> GROUPS =
      Set.of(SettingTable.BUCKETS, SettingTable.JOB, IssuerTable.ISSUERS);

  /// Variables of the launchers and the client, which share the prefix.
  private static final Set<String> VARIABLES_OF_OTHERS =
      Set.of(
          "INTERLOCK_JAVA_HOME",
          "INTERLOCK_JAVA_FLAGS",
          "INTERLOCK_AOT_RECORD",
          "INTERLOCK_SERVER",
          "INTERLOCK_TOKEN",
          "INTERLOCK_CA",
          "INTERLOCK_CERTIFICATE",
          "INTERLOCK_KEY");

  /// What the caller should do.
  public sealed interface Reading {

    /// Start a server.
    ///
    /// @param effective every setting as `key=value (where from)`, for the log
    record Good(Settings settings, List<String> effective) implements Reading {
      public Good {
        effective = List.copyOf(effective);
      }
    }

    /// Tell the problems and end.
    record Bad(List<String> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }

    /// Print this and end.
    record Help(String text) implements Reading {}

    /// Print the version and end.
    record Version() implements Reading {}

    /// Start in a temporary folder, answer one request and end.
    record SelfTest() implements Reading {}
  }

  private SettingsReader() {}

  /// Reads all sources.
  ///
  /// @param folder where the server was started: what relative paths in flags and variables mean
  public static Reading read(List<String> args, Map<String, String> environment, Path folder) {
    var flags = Flags.read(args, folder);
    switch (flags.wish()) {
      case HELP -> {
        return new Reading.Help(Help.text());
      }
      case VERSION -> {
        return new Reading.Version();
      }
      case SELF_TEST -> {
        return new Reading.SelfTest();
      }
      case NONE -> {}
    }
    var problems = new ArrayList<>(flags.problems());
    var variables = variables(environment, folder);
    var file = file(flags.given(), variables, folder);
    problems.addAll(file.problems());

    var byKey = new LinkedHashMap<String, Given>();
    for (var source : List.of(file.given(), variables, flags.given())) {
      for (var given : source) {
        put(given, byKey, problems);
      }
    }
    byKey.remove("config");
    var values = new Values(byKey, problems);
    var settings = SettingsAssembly.of(values, folder);
    return problems.isEmpty()
        ? new Reading.Good(settings, values.effective())
        : new Reading.Bad(problems);
  }

  private static SettingsFile file(List<Given> flags, List<Given> variables, Path folder) {
    for (var source : List.of(flags, variables)) {
      for (var given : source) {
        if (given.key().equals("config")) {
          return SettingsFile.read(folder, given.text());
        }
      }
    }
    return Files.exists(folder.resolve(DEFAULT_FILE))
        ? SettingsFile.read(folder, DEFAULT_FILE)
        : SettingsFile.none();
  }

  private static List<Given> variables(Map<String, String> environment, Path folder) {
    var given = new ArrayList<Given>();
    new TreeMap<>(environment)
        .forEach((name, text) -> {
          if (name.startsWith(VARIABLE_PREFIX) && !VARIABLES_OF_OTHERS.contains(name)) {
            var key =
                name.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            given.add(
                new Given(
                    key, text, "variable " + name, new Given.Origin("variable " + name, folder)));
          }
        });
    return given;
  }

  /// These groups may come as one JSON object, which is how the environment must write them.
  private static void put(Given given, Map<String, Given> byKey, List<String> problems) {
    if (!GROUPS.contains(given.key())) {
      byKey.put(given.key(), given);
      return;
    }
    switch (JsonReader.read(given.text())) {
      case JsonRead.Good(var documents)
          when documents.size() == 1 && documents.getFirst() instanceof Json.Obj object -> {
        var inner = new ArrayList<Given>();
        SettingsFile.flatten(
            object, given.key() + ".", given.where(), given.origin(), inner, problems);
        inner.forEach(each -> byKey.put(each.key(), each));
      }
      case JsonRead.Good _ ->
          problems.add(
              "%s: must be a JSON object, {\"NAME\": {\"SETTING\": value}}"
                  .formatted(given.where()));
      case JsonRead.Bad(var problem) -> problems.add("%s: %s".formatted(given.where(), problem));
    }
  }
}
