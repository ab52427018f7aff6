package dev.interlock.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The settings of those who vouch for callers by tokens, `issuers.NAME.SETTING`.
final class IssuerTable {
  static final String ISSUERS = "issuers";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /// What the server itself calls callers, or certificates, by.
  private static final List<String> TAKEN = List.of("local", "cert", "sha256");

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

  private static final Setting<URI> SIGN_IN_AT =
      new Setting<>(
          "sign-in-at",
          new Kind.SafeUrl(),
          "https://localhost/",
          "where it signs browsers in: its authorization endpoint; none do without");
  private static final Setting<URI> TOKENS_AT =
      new Setting<>(
          "tokens-at",
          new Kind.SafeUrl(),
          "https://localhost/",
          "its token endpoint; required with sign-in-at");
  private static final Setting<String> CLIENT_ID =
      new Setting<>(
          "client-id", new Kind.Text(), "-", "what it calls this server; required with sign-in-at");
  private static final Setting<Path> CLIENT_SECRET =
      new Setting<>(
          "client-secret",
          new Kind.FilePath(),
          "none",
          "the file of the secret that it gave this server, if it did");
  private static final Setting<URI> PAGE =
      new Setting<>(
          "page",
          new Kind.SafeUrl(),
          "https://localhost/",
          "where browsers reach this server, as https://interlock.corp/; required with sign-in-at");
  private static final Setting<String> SCOPE =
      new Setting<>("scope", new Kind.Text(), "openid", "what it is asked for");

  /// The settings of each, by the last part of their key.
  static final List<Setting<?>> ALL =
      List.of(
          ISSUER,
          AUDIENCE,
          KEYS,
          ALGORITHM,
          TYPE,
          CLAIM,
          GROUPS,
          PERSON,
          SIGN_IN_AT,
          TOKENS_AT,
          CLIENT_ID,
          CLIENT_SECRET,
          PAGE,
          SCOPE);

  private static final List<Setting<?>> REQUIRED = List.of(ISSUER, AUDIENCE, KEYS);

  private static final List<Setting<?>> REQUIRED_TO_SIGN_IN =
      List.of(SIGN_IN_AT, TOKENS_AT, CLIENT_ID, PAGE, CLAIM);

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
      issuers.add(issuer(values, name, path, folder));
    }
    checkTogether(issuers, values);
    return issuers;
  }

  /// One account must not have two names.
  private static void checkTogether(List<Settings.Issuer> issuers, Values values) {
    var names = new HashMap<String, String>();
    for (var issuer : issuers) {
      var other = names.putIfAbsent(issuer.issuer(), issuer.name());
      if (other != null) {
        values.problem(
            "issuers.%s.issuer is that of issuers.%s; an issuer is one entry"
                .formatted(issuer.name(), other));
      }
      boolean isConfused =
          issuer
              .signIn()
              .filter(signIn -> signIn.clientId().equals(issuer.tokens().audience()))
              .isPresent();
      if (isConfused) {
        values.problem(
            "issuers.%1$s.audience is its client-id; tokens of callers must be for another, or those of sign-ins would pass for them"
                .formatted(issuer.name()));
      }
    }
  }

  private static Settings.Issuer issuer(Values values, String name, String path, Path folder) {
    return new Settings.Issuer(
        name,
        values.get(path + ISSUER.key(), ISSUER),
        keys(values, path + KEYS.key(), folder),
        values.get(path + ALGORITHM.key(), ALGORITHM),
        new Settings.Tokens(
            values.get(path + AUDIENCE.key(), AUDIENCE), values.get(path + TYPE.key(), TYPE)),
        new Settings.Claims(
            values.get(path + CLAIM.key(), CLAIM),
            values.get(path + GROUPS.key(), GROUPS),
            person(values, path + PERSON.key())),
        signIn(values, path));
  }

  private static Optional<Settings.SignIn> signIn(Values values, String path) {
    boolean isWanted =
        REQUIRED_TO_SIGN_IN.stream()
            .anyMatch(setting -> !setting.equals(CLAIM) && values.has(path + setting.key()));
    if (isWanted) {
      for (var required : REQUIRED_TO_SIGN_IN) {
        if (!values.has(path + required.key())) {
          values.problem(
              "%s%s is missing; to sign browsers in an issuer needs it"
                  .formatted(path, required.key()));
        }
      }
    }
    var signIn =
        new Settings.SignIn(
            values.get(path + SIGN_IN_AT.key(), SIGN_IN_AT),
            values.get(path + TOKENS_AT.key(), TOKENS_AT),
            values.get(path + CLIENT_ID.key(), CLIENT_ID),
            secret(values, path + CLIENT_SECRET.key()),
            values.get(path + PAGE.key(), PAGE).toString().replaceAll("/+$", ""),
            values.get(path + SCOPE.key(), SCOPE));
    return isWanted ? Optional.of(signIn) : Optional.empty();
  }

  private static ClaimMatch person(Values values, String key) {
    var text = values.get(key, PERSON);
    if (text.startsWith("=") || text.endsWith("=")) {
      values.problem("%s: \"%s\" must be CLAIM or CLAIM=VALUE".formatted(key, text));
    }
    return ClaimMatch.parse(text);
  }

  private static Optional<Path> secret(Values values, String key) {
    var file = values.get(key, CLIENT_SECRET);
    return values.has(key)
        ? Optional.of(values.given(key).origin().folder().resolve(file).normalize())
        : Optional.empty();
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
