package dev.interlock.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The settings of those who vouch for callers by tokens, `issuers.NAME.SETTING`.
final class IssuerTable {
  static final String ISSUERS = "issuers";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /// What the server itself calls callers by.
  private static final List<String> TAKEN = List.of("local", "cert");

  private static final Setting<String> ISSUER =
      new Setting<>("issuer", new Kind.Text(), "-", "what its tokens say in iss; required");
  private static final Setting<String> AUDIENCE =
      new Setting<>("audience", new Kind.Text(), "-", "what they must say in aud; required");
  private static final Setting<String> KEYS =
      new Setting<>(
          "keys",
          new Kind.KeysAt(),
          "https://localhost/",
          "where its public keys are, as a JSON Web Key Set; required");
  private static final Setting<SignatureAlgorithm> ALGORITHM =
      new Setting<>(
          "algorithm",
          new Kind.Choice<>(SignatureAlgorithm.class),
          "rs256",
          "what it signs with; nothing else is taken");
  private static final Setting<String> TYPE =
      new Setting<>(
          "type",
          new Kind.Text(),
          "at+jwt",
          "what they must say in typ; jwt when it writes no better");
  private static final Setting<String> CLAIM =
      new Setting<>("name-claim", new Kind.Text(), "sub", "what in them is the caller's name");
  private static final Setting<String> GROUPS =
      new Setting<>("groups-claim", new Kind.Text(), "groups", "what in them are their groups");

  private static final Setting<String> PERSON =
      new Setting<>(
          "person-claim",
          new Kind.Text(),
          ClaimMatch.NONE,
          "what only tokens of people have in them, as CLAIM or CLAIM=VALUE; none are people's without");

  /// The settings of each, by the last part of their key.
  static final List<Setting<?>> ALL =
      List.of(ISSUER, AUDIENCE, KEYS, ALGORITHM, TYPE, CLAIM, GROUPS, PERSON);

  private static final List<Setting<?>> REQUIRED = List.of(ISSUER, AUDIENCE, KEYS);

  private IssuerTable() {}

  static List<Settings.Issuer> read(Values values, Path folder) {
    var issuers = new ArrayList<Settings.Issuer>();
    for (var name : values.namesBelow(ISSUERS + ".", ALL)) {
      var path = ISSUERS + "." + name + ".";
      if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
        values.problem(
            "%s.%s: an issuer's name must be 1 to 32 of a-z, 0-9 and -, a letter first, and not %s"
                .formatted(ISSUERS, name, String.join(" or ", TAKEN)));
      }
      for (var required : REQUIRED) {
        if (!values.has(path + required.key())) {
          values.problem("%s%s is missing; an issuer needs it".formatted(path, required.key()));
        }
      }
      issuers.add(
          new Settings.Issuer(
              name,
              values.get(path + ISSUER.key(), ISSUER),
              values.get(path + AUDIENCE.key(), AUDIENCE),
              keys(values, path + KEYS.key(), folder),
              values.get(path + ALGORITHM.key(), ALGORITHM),
              values.get(path + TYPE.key(), TYPE),
              new Settings.Claims(
                  values.get(path + CLAIM.key(), CLAIM),
                  values.get(path + GROUPS.key(), GROUPS),
                  ClaimMatch.parse(values.get(path + PERSON.key(), PERSON)))));
    }
    return issuers;
  }

  private static URI keys(Values values, String key, Path folder) {
    var text = values.get(key, KEYS);
    if (Kind.KeysAt.isUrl(text)) {
      return URI.create(text);
    }
    var relativeTo = values.has(key) ? values.given(key).origin().folder() : folder;
    return relativeTo.resolve(text).normalize().toUri();
  }
}
