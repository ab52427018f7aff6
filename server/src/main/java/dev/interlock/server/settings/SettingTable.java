package dev.interlock.server.settings;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Every setting with its default and its limits: what the help prints and [SettingsReader] knows.
///
/// Three groups have names of the operator's own and are no rows of [#ALL]:
/// `token-buckets.NAME.capacity|refill|interval`, `job.JOBTYPE.SETTING`, and those of
/// [IssuerTable].
final class SettingTable {
  static final String BUCKETS = "token-buckets";
  static final String JOB = "job";

  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 1_000_000;

  static final Setting<InetSocketAddress> LISTEN =
      new Setting<>(
          "listen", new Kind.Listen(), "127.0.0.1:8080", "where gRPC, REST and pages are served");
  static final Setting<Path> DATA =
      new Setting<>("data", new Kind.FilePath(), "data", "folder of the SQLite database, work.db");
  static final Setting<String> DATABASE =
      new Setting<>(
          "database",
          new Kind.DatabaseUrl(),
          Kind.SQLITE,
          "sqlite for the file work.db in data, or the URL of a PostgreSQL database");
  static final Setting<Path> POLICIES =
      new Setting<>(
          "policies",
          new Kind.FilePath(),
          "configs/policies.json",
          "which policies apply to which work; read again when it changes");
  static final Setting<Path> RIGHTS =
      new Setting<>(
          "rights",
          new Kind.FilePath(),
          "configs/rights.json",
          "who may do what; read again when it changes");
  static final Setting<Path> TOKEN_FILE =
      new Setting<>(
          "token-file",
          new Kind.FilePath(),
          "~/.interlock/token",
          "the token by which who runs the server is known; made when it is missing");
  static final Setting<Path> AUDIT_KEY =
      new Setting<>(
          "audit-key",
          new Kind.FilePath(),
          "audit-key beside token-file",
          "the key that signs the end of the audit; made when it is missing");
  static final Setting<Path> TLS_CERTIFICATE =
      new Setting<>(
          "tls-certificate",
          new Kind.FilePath(),
          "none",
          "the server's certificate and those that vouch for it, as PEM; read again when it changes");
  static final Setting<Path> TLS_KEY =
      new Setting<>("tls-key", new Kind.FilePath(), "none", "its private key, as PEM");
  static final Setting<Path> TLS_CLIENT_CA =
      new Setting<>(
          "tls-client-ca",
          new Kind.FilePath(),
          "none",
          "whose certificates clients may be known by, as PEM");
  static final Setting<Duration> POLICIES_POLL =
      new Setting<>(
          "policies-poll",
          time(MILLI.multipliedBy(100), MINUTE),
          "1s",
          "how often policies and rights are read");
  static final Setting<Path> STOPS =
      new Setting<>(
          "stops",
          new Kind.FilePath(),
          "configs/es.json",
          "the emergency stop's file: what may run; read again when it changes");
  static final Setting<Duration> STOPS_POLL =
      new Setting<>(
          "stops-poll",
          time(MILLI.multipliedBy(50), SECOND.multipliedBy(5)),
          "500ms",
          "how often the sources of the emergency stop are read");
  static final Setting<Duration> STOPS_STALE =
      new Setting<>(
          "stops-stale",
          time(MILLI.multipliedBy(200), MINUTE),
          "2s",
          "a source not read for so long lets nothing start, and the file after twice that stops what"
              + " runs; at least twice stops-poll");
  static final Setting<Integer> RELEASE_PEOPLE =
      count(
          "release-people",
          1,
          2,
          "1",
          "how many people it takes to release a stop; the second within 10 minutes of the first");
  static final Setting<Path> PLUGINS =
      new Setting<>(
          "plugins",
          new Kind.FilePath(),
          "plugins",
          "folder of plug-ins, each a jar or a folder of jars; by default beside the program");
  static final Setting<Path> SECRETS =
      new Setting<>(
          "secrets",
          new Kind.FilePath(),
          "none",
          "folder of what secret://file refers to: for each work name a folder of files");
  static final Setting<Boolean> DEVELOPMENT =
      new Setting<>(
          "development",
          new Kind.Flag(),
          "false",
          "serve gRPC reflection and the API pages at /docs");
  static final Setting<LogFormat> LOG =
      new Setting<>(
          "log",
          new Kind.Choice<>(LogFormat.class),
          "auto",
          "log lines; auto is text on a terminal and JSON elsewhere");

  static final Setting<Integer> REQUEST_BYTES_MAX =
      count("request-bytes-max", 1024, 64 << 20, "4194304", "most bytes of a request");
  static final Setting<Integer> CONNECTIONS_MAX =
      count("connections-max", 1, MANY, "4096", "most connections open at once");
  static final Setting<Integer> CALLER_CONNECTIONS_MAX =
      count(
          "caller-connections-max",
          1,
          MANY,
          "64",
          "most connections that one caller may have open");
  static final Setting<Integer> CALLS_MAX =
      count("calls-max", 1, MANY, "10000", "most calls and watches under way at once");
  static final Setting<Integer> CALLS_A_SECOND_MAX =
      count(
          "calls-a-second-max", 1, MANY, "1000", "most calls that one caller may make in a second");
  static final Setting<Duration> REQUEST_TIMEOUT =
      new Setting<>(
          "request-timeout",
          time(MILLI.multipliedBy(100), MINUTE.multipliedBy(10)),
          "10s",
          "time for a request to arrive and be answered, beyond what it asks to wait");
  static final Setting<Duration> WATCH_MAX =
      new Setting<>(
          "watch-max", time(SECOND, DAY), "1h", "a watch ends after it; clients come back");

  static final Setting<Integer> BLOCKS_MAX =
      count("blocks-max", 1, MANY, "10000", "most blocks of a work");
  static final Setting<Integer> JOBS_MAX =
      count("jobs-max", 1, MANY, "10000", "most jobs of a work");
  static final Setting<Integer> RATE_LIMIT_MAX =
      count("rate-limit-max", 1, MANY, "1000", "most jobs at once in a block");
  static final Setting<Integer> ARGS_MAX =
      count("args-max", 1, 1024, "64", "most arguments of a job");
  static final Setting<Integer> ARG_CHARS_MAX =
      count("arg-chars-max", 1, MANY, "4096", "most characters of an argument");
  static final Setting<Integer> DESC_CHARS_MAX =
      count("desc-chars-max", 1, MANY, "4096", "most characters of a description");
  static final Setting<Duration> EXEC_WITHIN =
      new Setting<>(
          "exec-within",
          time(SECOND, DAY.multipliedBy(30)),
          "1h",
          "a submitted work that is not executed by then expires");

  static final Setting<Integer> WORKS_AT_ONCE =
      count("works-at-once", 1, MANY, "1000", "works running at once; others wait");
  static final Setting<Duration> SHUTDOWN_GRACE =
      new Setting<>(
          "shutdown-grace",
          time(Duration.ZERO, MINUTE.multipliedBy(10)),
          "10s",
          "time for running jobs to end when the server stops; the next start resumes the works");

  static final Setting<Integer> BUCKET_CAPACITY =
      count("capacity", 1, 1_000_000_000, "1", "tokens it can hold; it starts full");
  static final Setting<Integer> BUCKET_REFILL =
      count("refill", 1, 1_000_000_000, "1", "tokens it gains each interval");
  static final Setting<Duration> BUCKET_INTERVAL =
      new Setting<>(
          "interval", time(MILLI, DAY.multipliedBy(365)), "1h", "how often it gains them");

  /// In the order of the help.
  static final List<Setting<?>> ALL =
      List.of(
          LISTEN,
          DATA,
          DATABASE,
          POLICIES,
          POLICIES_POLL,
          RIGHTS,
          TOKEN_FILE,
          AUDIT_KEY,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_CLIENT_CA,
          STOPS,
          STOPS_POLL,
          STOPS_STALE,
          RELEASE_PEOPLE,
          PLUGINS,
          SECRETS,
          DEVELOPMENT,
          LOG,
          REQUEST_BYTES_MAX,
          CONNECTIONS_MAX,
          CALLER_CONNECTIONS_MAX,
          CALLS_MAX,
          CALLS_A_SECOND_MAX,
          REQUEST_TIMEOUT,
          WATCH_MAX,
          BLOCKS_MAX,
          JOBS_MAX,
          RATE_LIMIT_MAX,
          ARGS_MAX,
          ARG_CHARS_MAX,
          DESC_CHARS_MAX,
          EXEC_WITHIN,
          WORKS_AT_ONCE,
          SHUTDOWN_GRACE);

  /// The settings of each token bucket, by the last part of their key.
  static final List<Setting<?>> OF_A_BUCKET =
      List.of(BUCKET_CAPACITY, BUCKET_REFILL, BUCKET_INTERVAL);

  private SettingTable() {}

  private static Setting<Integer> count(
      String key, int min, int max, String defaultText, String description) {
    return new Setting<>(key, new Kind.WholeNumber(min, max), defaultText, description);
  }

  private static Kind.Time time(Duration min, Duration max) {
    return new Kind.Time(min, max);
  }
}
