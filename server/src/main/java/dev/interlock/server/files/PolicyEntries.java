package dev.interlock.server.files;

import dev.interlock.engine.digest.Sha256;
import dev.interlock.engine.policy.BoundPolicy;
import dev.interlock.engine.policy.Configured;
import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource.Reading;
import dev.interlock.plugin.Policy;
import dev.interlock.server.files.PolicyFile.Judged;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.plugins.Plugins;
import dev.interlock.server.settings.Nearest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the policy file says: `{"Name": "<work>", "Policies": [{"Name": "<policy>", "Settings":
/// {...}}]}`, one object after another or in one array. Any problem makes the whole file bad, and
/// all problems are told.
final class PolicyEntries {
  private static final Logger log = LoggerFactory.getLogger(PolicyEntries.class);

  private static final List<String> ENTRY_FIELDS = List.of("Name", "Policies");
  private static final List<String> POLICY_FIELDS = List.of("Name", "Settings");

  private final Plugins plugins;
  private final String file;

  /// @param file what the operator calls it
  PolicyEntries(Plugins plugins, String file) {
    this.plugins = plugins;
    this.file = file;
  }

  /// @param where the file, for messages
  Reading read(ByteBuffer bytes, String where) {
    return switch (judge(bytes)) {
      case Judged.Good(var book) -> new Reading.InForce(book);
      case Judged.Bad(var problems) ->
          new Reading.Broken("%s: %s".formatted(where, String.join("; ", problems)));
    };
  }

  /// What a file with this content would be.
  Judged judge(ByteBuffer bytes) {
    var version = Sha256.of(bytes);
    return switch (JsonReader.read(bytes)) {
      case JsonRead.Bad(var problem) -> new Judged.Bad(List.of(problem));
      case JsonRead.Good good -> {
        var problems = new ArrayList<String>();
        var book = new PolicyBook(policies(good.entries(), problems), version);
        yield problems.isEmpty() ? new Judged.Good(book) : new Judged.Bad(problems);
      }
    };
  }

  private Map<String, List<BoundPolicy<?>>> policies(List<Json> entries, List<String> problems) {
    var byName = new LinkedHashMap<String, List<BoundPolicy<?>>>();
    for (int i = 0; i < entries.size(); i++) {
      var where = "entry %d".formatted(i + 1);
      var fields = fields(entries.get(i), where, ENTRY_FIELDS, problems);
      var name = name(fields, where, problems);
      var policies = policies(fields, where + name.map(" (%s)"::formatted).orElse(""), problems);
      if (name.isPresent() && byName.putIfAbsent(name.get(), policies) != null) {
        problems.add(
            "%s: there are two entries for \"%s\"; make them one".formatted(where, name.get()));
      }
    }
    return byName;
  }

  private List<BoundPolicy<?>> policies(
      Map<String, Json> fields, String where, List<String> problems) {
    var policies = new ArrayList<BoundPolicy<?>>();
    if (fields.get("Policies") instanceof Json.Arr(var items)) {
      for (int i = 0; i < items.size(); i++) {
        policy(items.get(i), "%s, Policies[%d]".formatted(where, i), problems)
            .ifPresent(policies::add);
      }
    } else {
      problems.add(where + ": Policies is missing; it must be an array of policies");
    }
    return policies;
  }

  private Optional<BoundPolicy<?>> policy(Json item, String where, List<String> problems) {
    var fields = fields(item, where, POLICY_FIELDS, problems);
    var name = name(fields, where, problems);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    var policy = plugins.policies().get(name.get());
    if (policy == null) {
      problems.add(
          "%s: there is no policy \"%s\"%s; there is %s"
              .formatted(
                  where,
                  name.get(),
                  Nearest.hint(name.get(), plugins.policies().keySet()),
                  String.join(", ", plugins.policies().keySet())));
      return Optional.empty();
    }
    var settings = fields.getOrDefault("Settings", new Json.Obj(Map.of()));
    return bind(policy.policy(), settings, where, problems).map(bound -> bound);
  }

  private <S extends Record> Optional<BoundPolicy<S>> bind(
      Policy<S> policy, Json settings, String entry, List<String> problems) {
    return switch (RecordBinding.bind(policy.settingsType(), settings)) {
      case Bound.Bad<S>(var bad) -> {
        bad.forEach(problem -> problems.add("%s.Settings: %s".formatted(entry, problem)));
        yield Optional.empty();
      }
      case Bound.Good<S>(var bound) -> {
        try {
          policy
              .lint(bound, plugins.jobTypes())
              .forEach(problem -> problems.add("%s.Settings: %s".formatted(entry, problem)));
          var shown = new Configured(file, entry, SettingValues.of(bound, settings));
          yield Optional.of(new BoundPolicy<>(policy, bound, shown));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
          log.error("policy {} threw when it was to check its settings", policy.name(), e);
          problems.add(
              "%s.Settings: policy %s failed to check them: %s".formatted(entry, policy.name(), e));
          yield Optional.empty();
        }
      }
    };
  }

  private static Map<String, Json> fields(
      Json item, String where, List<String> known, List<String> problems) {
    if (!(item instanceof Json.Obj(var fields))) {
      problems.add("%s is %s; it must be an object".formatted(where, item.kind()));
      return Map.of();
    }
    for (var field : fields.keySet()) {
      if (!known.contains(field)) {
        problems.add(
            "%s: unknown field \"%s\"; there are %s"
                .formatted(where, field, String.join(" and ", known)));
      }
    }
    return fields;
  }

  private static Optional<String> name(
      Map<String, Json> fields, String where, List<String> problems) {
    if (fields.get("Name") instanceof Json.Text(var name) && !name.isEmpty()) {
      return Optional.of(name);
    }
    problems.add(where + ": Name is missing");
    return Optional.empty();
  }
}
