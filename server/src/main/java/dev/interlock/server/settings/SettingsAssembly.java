package dev.interlock.server.settings;

import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.journal.BucketSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Makes [Settings] of the values, and refuses the keys that are left over.
final class SettingsAssembly {
  private SettingsAssembly() {}

  static Settings of(Values values, Path folder) {
    var settings =
        new Settings(
            listening(values),
            files(values, folder),
            requests(values),
            new Settings.Running(
                values.get(SettingTable.WORKS_AT_ONCE), values.get(SettingTable.SHUTDOWN_GRACE)),
            stopping(values),
            new Settings.Jobs(
                buckets(values),
                jobSettings(values),
                optional(values, folder, SettingTable.SECRETS)),
            values.get(SettingTable.LOG));
    refuseUnknown(values);
    refuseOpenDoor(settings, values);
    return settings;
  }

  private static Settings.Listening listening(Values values) {
    return new Settings.Listening(
        values.get(SettingTable.LISTEN),
        values.get(SettingTable.REQUEST_BYTES_MAX),
        new Settings.ConnectionLimits(
            values.get(SettingTable.CONNECTIONS_MAX),
            values.get(SettingTable.CALLER_CONNECTIONS_MAX)),
        new Settings.CallLimits(
            values.get(SettingTable.CALLS_MAX), values.get(SettingTable.CALLS_A_SECOND_MAX)),
        values.get(SettingTable.REQUEST_TIMEOUT),
        values.get(SettingTable.WATCH_MAX),
        values.get(SettingTable.DEVELOPMENT) ? Settings.Development.ON : Settings.Development.OFF);
  }

  private static Settings.Files files(Values values, Path folder) {
    return new Settings.Files(
        database(values, folder),
        path(values, folder, SettingTable.POLICIES),
        asNamed(values, SettingTable.POLICIES),
        new Settings.Access(
            path(values, folder, SettingTable.RIGHTS),
            tokenFile(values, folder),
            IssuerTable.read(values, folder),
            tls(values, folder),
            audit(values, folder)),
        path(values, folder, SettingTable.STOPS),
        path(values, besideTheProgram(folder), SettingTable.PLUGINS),
        values.get(SettingTable.POLICIES_POLL));
  }

  private static Settings.Audit audit(Values values, Path folder) {
    return new Settings.Audit(
        optional(values, folder, SettingTable.AUDIT_KEY)
            .orElseGet(() -> tokenFile(values, folder).resolveSibling("audit-key")),
        path(values, folder, SettingTable.DATA));
  }

  private static Optional<Settings.Tls> tls(Values values, Path folder) {
    var certificate = optional(values, folder, SettingTable.TLS_CERTIFICATE);
    var key = optional(values, folder, SettingTable.TLS_KEY);
    var clientCa = optional(values, folder, SettingTable.TLS_CLIENT_CA);
    if (certificate.isPresent() && key.isPresent()) {
      return Optional.of(new Settings.Tls(certificate.get(), key.get(), clientCa));
    }
    if (certificate.isPresent() || key.isPresent() || clientCa.isPresent()) {
      values.problem(
          "tls-certificate and tls-key belong together, and tls-client-ca to both of them");
    }
    return Optional.empty();
  }

  private static Optional<Path> optional(Values values, Path folder, Setting<Path> setting) {
    return values.has(setting.key())
        ? Optional.of(path(values, folder, setting))
        : Optional.empty();
  }

  /// What others can reach must be secured, and must be able to tell them apart.
  private static void refuseOpenDoor(Settings settings, Values values) {
    var address = settings.listening().address();
    var access = settings.files().access();
    boolean tellsApart =
        !access.issuers().isEmpty() || access.tls().flatMap(Settings.Tls::clientCa).isPresent();
    if (!address.getAddress().isLoopbackAddress() && (access.tls().isEmpty() || !tellsApart)) {
      values.problem(
          "listen is %s, which other machines reach; that needs tls-certificate and tls-key, and"
                  .formatted(asNamed(values, SettingTable.LISTEN))
              + " tls-client-ca or an issuer to know callers by (docs/access.md)");
    }
  }

  /// In the home of whoever runs the server, where the commands look too.
  private static Path tokenFile(Values values, Path folder) {
    return values.has(SettingTable.TOKEN_FILE.key())
        ? path(values, folder, SettingTable.TOKEN_FILE)
        : Path.of(System.getProperty("user.home"), ".interlock", "token");
  }

  private static Settings.Database database(Values values, Path folder) {
    var file = path(values, folder, SettingTable.DATA).resolve("work.db");
    var database = values.get(SettingTable.DATABASE);
    return database.equals(Kind.SQLITE)
        ? new Settings.Database.Sqlite(file)
        : new Settings.Database.Postgres(database);
  }

  /// Where plug-ins are unless a setting says otherwise; the launcher tells where the program is.
  private static Path besideTheProgram(Path folder) {
    return folder.resolve(System.getProperty("interlock.home", ""));
  }

  private static Path path(Values values, Path folder, Setting<Path> setting) {
    var path = values.get(setting);
    var relativeTo =
        values.has(setting.key()) ? values.given(setting.key()).origin().folder() : folder;
    return relativeTo.resolve(path).normalize();
  }

  private static String asNamed(Values values, Setting<?> setting) {
    return values.has(setting.key()) ? values.given(setting.key()).text() : setting.defaultText();
  }

  private static RequestLimits requests(Values values) {
    return new RequestLimits(
        values.get(SettingTable.BLOCKS_MAX),
        values.get(SettingTable.JOBS_MAX),
        values.get(SettingTable.RATE_LIMIT_MAX),
        values.get(SettingTable.ARGS_MAX),
        values.get(SettingTable.ARG_CHARS_MAX),
        values.get(SettingTable.DESC_CHARS_MAX),
        values.get(SettingTable.EXEC_WITHIN));
  }

  private static Settings.Stopping stopping(Values values) {
    var stopping =
        new Settings.Stopping(
            values.get(SettingTable.STOPS_POLL),
            values.get(SettingTable.STOPS_STALE),
            values.get(SettingTable.RELEASE_PEOPLE));
    if (stopping.stale().compareTo(stopping.poll().multipliedBy(2)) < 0) {
      values.problem(
          "stops-stale is %s and stops-poll is %s; stops-stale must be at least twice stops-poll"
              .formatted(Kind.Time.text(stopping.stale()), Kind.Time.text(stopping.poll())));
    }
    return stopping;
  }

  private static List<Settings.Bucket> buckets(Values values) {
    var prefix = SettingTable.BUCKETS + ".";
    var known = SettingTable.OF_A_BUCKET.stream().map(Setting::key).toList();
    var buckets = new ArrayList<Settings.Bucket>();
    for (var name : values.namesBelow(prefix, SettingTable.OF_A_BUCKET)) {
      var path = prefix + name + ".";
      var sources = new LinkedHashSet<String>();
      for (var part : known) {
        if (values.has(path + part)) {
          sources.add(values.given(path + part).origin().name());
        } else {
          values.problem(
              "%s%s is missing; a token bucket needs %s"
                  .formatted(path, part, String.join(", ", known)));
        }
      }
      var bucket =
          new BucketSettings(
              name,
              values.get(path + "capacity", SettingTable.BUCKET_CAPACITY),
              values.get(path + "refill", SettingTable.BUCKET_REFILL),
              values.get(path + "interval", SettingTable.BUCKET_INTERVAL));
      buckets.add(new Settings.Bucket(bucket, String.join(", ", sources)));
    }
    return buckets;
  }

  private static Map<String, Map<String, String>> jobSettings(Values values) {
    var prefix = SettingTable.JOB + ".";
    var settings = new TreeMap<String, Map<String, String>>();
    for (var key : values.keysBelow(prefix)) {
      int dot = key.lastIndexOf('.');
      if (dot > prefix.length()) {
        settings
            .computeIfAbsent(key.substring(prefix.length(), dot), _ -> new TreeMap<>())
            .put(key.substring(dot + 1), values.text(key));
      }
    }
    return settings;
  }

  private static void refuseUnknown(Values values) {
    for (var key : values.unread()) {
      values.problem(
          "%s: unknown setting \"%s\"%s"
              .formatted(values.given(key).where(), key, Nearest.hint(key, knownBeside(key))));
    }
  }

  /// The settings that somebody may have meant who wrote `key`.
  private static List<String> knownBeside(String key) {
    var known = new ArrayList<String>();
    SettingTable.ALL.forEach(setting -> known.add(setting.key()));
    if (key.startsWith(SettingTable.BUCKETS + ".")) {
      var bucket = key.substring(0, key.lastIndexOf('.') + 1);
      SettingTable.OF_A_BUCKET.forEach(setting -> known.add(bucket + setting.key()));
    }
    if (key.startsWith(IssuerTable.ISSUERS + ".")) {
      var issuer = key.substring(0, key.lastIndexOf('.') + 1);
      IssuerTable.ALL.forEach(setting -> known.add(issuer + setting.key()));
    }
    return known;
  }
}
