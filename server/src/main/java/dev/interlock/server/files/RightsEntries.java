package dev.interlock.server.files;

import dev.interlock.engine.access.NameScope;
import dev.interlock.server.identity.Banned;
import dev.interlock.server.identity.Grant;
import dev.interlock.server.identity.RightsBook;
import dev.interlock.server.identity.Role;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.settings.Nearest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the rights file says: `{"Roles": ["executor"], "Works": ["Disk*"], "Principals": ["local"],
/// "Groups": ["okta:sre"]}`, one object after another or in one array; an entry needs either
/// Principals or Groups. An entry that bans somebody has nothing else: `{"Banned": ["okta:ann",
/// "sha256:..."]}`. Any problem makes the whole file bad, and all problems are told.
final class RightsEntries {
  private static final List<String> FIELDS = List.of("Roles", "Works", "Principals", "Groups");

  private static final String BANNED = "Banned";

  /// A list of works asks the database for all names of its caller.
  private static final int PATTERNS_MAX = 5_000;

  private final List<String> problems = new ArrayList<>();
  private final Set<String> bannedPrincipals = new HashSet<>();
  private final Set<String> bannedCertificates = new HashSet<>();
  private int patterns;

  /// What came of reading it.
  sealed interface Read {
    record Good(RightsBook book) implements Read {}

    record Bad(List<String> problems) implements Read {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  private RightsEntries() {}

  static Read read(ByteBuffer bytes) {
    return switch (JsonReader.read(bytes)) {
      case JsonRead.Bad(var problem) -> new Read.Bad(List.of(problem));
      case JsonRead.Good good -> new RightsEntries().of(good.entries());
    };
  }

  private Read of(List<Json> entries) {
    var grants = new ArrayList<Grant>();
    for (int i = 0; i < entries.size(); i++) {
      var where = "entry %d".formatted(i + 1);
      if (entries.get(i) instanceof Json.Obj(var fields)) {
        if (fields.containsKey(BANNED)) {
          ban(fields, where);
        } else {
          grants.add(grant(fields, where));
        }
      } else {
        problems.add("%s is %s; it must be an object".formatted(where, entries.get(i).kind()));
      }
    }
    if (patterns > PATTERNS_MAX) {
      problems.add(
          "the entries have %d Works together; at most %d, so write how names begin"
              .formatted(patterns, PATTERNS_MAX));
    }
    var banned = new Banned(bannedPrincipals, bannedCertificates);
    return problems.isEmpty()
        ? new Read.Good(new RightsBook(grants, banned))
        : new Read.Bad(problems);
  }

  private void ban(Map<String, Json> fields, String where) {
    requireOnly(List.of(BANNED), fields, where);
    texts(fields, where, BANNED, true)
        .forEach((place, text) -> {
          var certificate = Banned.certificate(text);
          if (certificate.isPresent()) {
            bannedCertificates.add(certificate.get());
          } else if (Banned.isPrincipal(text)) {
            bannedPrincipals.add(text);
          } else {
            problems.add(
                "%s: \"%s\" must be a caller as `interlock whoami` names them (local, okta:ann), or sha256: and the 64 hexadecimal digits of a certificate that openssl x509 -fingerprint -sha256 prints"
                    .formatted(place, text));
          }
        });
  }

  private void requireOnly(List<String> known, Map<String, Json> fields, String where) {
    for (var field : fields.keySet()) {
      if (!known.contains(field)) {
        problems.add(
            "%s: unknown field \"%s\"; there are %s%s"
                .formatted(
                    where,
                    field,
                    String.join(", ", known),
                    known.contains(BANNED) ? " alone" : ", or Banned alone"));
      }
    }
  }

  private Grant grant(Map<String, Json> fields, String where) {
    requireOnly(FIELDS, fields, where);
    if (!fields.containsKey("Principals") && !fields.containsKey("Groups")) {
      problems.add(where + ": says nobody; it needs Principals, Groups or both");
    }
    var roles = new HashSet<Role>();
    texts(fields, where, "Roles", true)
        .forEach((place, word) -> role(place, word).ifPresent(roles::add));
    var works = NameScope.NONE;
    for (var pattern : texts(fields, where, "Works", true).entrySet()) {
      works = works.and(scope(pattern.getKey(), pattern.getValue()));
    }
    return new Grant(
        roles,
        works,
        Set.copyOf(texts(fields, where, "Principals", false).values()),
        Set.copyOf(texts(fields, where, "Groups", false).values()));
  }

  private Optional<Role> role(String place, String word) {
    var role = Role.find(word);
    if (role.isEmpty()) {
      var known = Arrays.stream(Role.values()).map(Role::word).toList();
      problems.add(
          "%s: there is no role \"%s\"%s; there are %s"
              .formatted(place, word, Nearest.hint(word, known), String.join(", ", known)));
    }
    return role;
  }

  private NameScope scope(String place, String pattern) {
    patterns++;
    var scope = NameScope.parse(pattern);
    if (scope.isEmpty()) {
      problems.add("%s: \"%s\" must be %s".formatted(place, pattern, NameScope.RULE));
    }
    return scope.orElse(NameScope.NONE);
  }

  /// @return by their places
  private Map<String, String> texts(
      Map<String, Json> fields, String where, String field, boolean isRequired) {
    var texts = new LinkedHashMap<String, String>();
    var path = "%s, %s".formatted(where, field);
    if (!fields.containsKey(field)) {
      if (isRequired) {
        problems.add("%s: is missing; it must be an array of texts".formatted(path));
      }
      return texts;
    }
    if (!(fields.get(field) instanceof Json.Arr(var items)) || items.isEmpty()) {
      problems.add(
          "%s: must be an array of at least one text; nothing means nothing".formatted(path));
      return texts;
    }
    var seen = new LinkedHashSet<String>();
    for (int i = 0; i < items.size(); i++) {
      var place = "%s[%d]".formatted(path, i);
      if (!(items.get(i) instanceof Json.Text(var text)) || text.isBlank()) {
        problems.add("%s: must be a text that says something".formatted(place));
      } else if (seen.add(text)) {
        texts.put(place, text);
      } else {
        problems.add("%s: \"%s\" is there twice; name it once".formatted(place, text));
      }
    }
    return texts;
  }
}
