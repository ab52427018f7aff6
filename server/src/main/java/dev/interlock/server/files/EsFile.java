package dev.interlock.server.files;

import dev.interlock.engine.stop.StopSource;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.settings.Nearest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The emergency stop's file: `{"Name": "SatelliteDiskErase", "Status": "go"}`, one object after
/// another or in one array.
///
/// Whatever is cut off from a good file, the rest lets at most as much run: a name without an entry
/// is stopped. That is why an entry for `all` must come first.
public final class EsFile implements StopSource {
  /// How large the file may be.
  public static final int BYTES_MAX = 64 << 10;

  private static final String ALL = "all";
  private static final Set<String> FIELDS = Set.of("Name", "Status");

  private final SmallFile file;

  public EsFile(Path path) {
    this.file = new SmallFile(path, BYTES_MAX);
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Silence silence() {
    return Silence.MEANS_STOP;
  }

  @Override
  public Reading read() {
    return switch (file.read()) {
      case SmallFile.Read.Bad(var problem) -> new Reading.Bad(problem);
      case SmallFile.Read.Content(var bytes) -> read(bytes);
    };
  }

  /// What a file with this content says.
  Reading read(ByteBuffer bytes) {
    return switch (JsonReader.read(bytes)) {
      case JsonRead.Bad(var problem) -> bad(problem);
      case JsonRead.Good good -> entries(good.entries());
    };
  }

  private Reading entries(List<Json> items) {
    Map<String, Entry> byName = new LinkedHashMap<>();
    var problems = new ArrayList<String>();
    for (int i = 0; i < items.size(); i++) {
      var entry = entry(items.get(i), "entry %d".formatted(i + 1), problems);
      if (entry.isPresent()) {
        byName.merge(entry.get().name(), entry.get(), (_, second) -> twice(second.name()));
      }
    }
    if (byName.containsKey(ALL) && !ALL.equals(byName.keySet().iterator().next())) {
      problems.add("the entry for \"all\" must be the first one");
    }
    byName.keySet().stream()
        .filter(name -> name.equalsIgnoreCase(ALL) && !name.equals(ALL))
        .forEach(name ->
            problems.add("\"%s\" is no work's name; all works are \"all\"".formatted(name)));
    if (!byName.isEmpty()) {
      var first = byName.values().iterator().next();
      if (!first.isGo() && isNearlyAll(first.name())) {
        problems.add(
            "the first entry stops \"%s\", which is one slip of the pen from \"all\"; if it is meant so, put it after another entry, or leave it out, for a name without an entry is stopped"
                .formatted(first.name()));
      }
    }
    return problems.isEmpty()
        ? new Reading.Good(List.copyOf(byName.values()), 0)
        : bad(String.join("; ", problems));
  }

  /// One letter changed, added or left out: a file that stops everything must not become one that
  /// does not.
  private static boolean isNearlyAll(String name) {
    return !name.equals(ALL) && Nearest.distance(name, ALL) == 1;
  }

  private Optional<Entry> entry(Json item, String where, List<String> problems) {
    if (!(item instanceof Json.Obj(var fields))) {
      problems.add("%s is %s; it must be an object".formatted(where, item.kind()));
      return Optional.empty();
    }
    for (var field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        problems.add(
            "%s has an unknown field \"%s\"; there are Name and Status".formatted(where, field));
      }
    }
    if (fields.get("Name") instanceof Json.Text(var name)
        && !name.isEmpty()
        && fields.get("Status") instanceof Json.Text(var status)) {
      return Optional.of(new Entry(name, status, reason(status), "", Optional.empty()));
    }
    problems.add(
        "%s must be {\"Name\": \"<name of the work>\", \"Status\": \"go\" or \"stop\"}"
            .formatted(where));
    return Optional.empty();
  }

  private String reason(String status) {
    return switch (status) {
      case "go", "stop" -> "";
      default ->
          "%s says \"%s\"; only the exact word go lets works run".formatted(file.path(), status);
    };
  }

  private Entry twice(String name) {
    return new Entry(
        name,
        "stop",
        "%s has two entries for \"%s\"; remove one".formatted(file.path(), name),
        "",
        Optional.empty());
  }

  private Reading.Bad bad(String problem) {
    return new Reading.Bad("%s: %s; mend the file".formatted(file.path(), problem));
  }
}
