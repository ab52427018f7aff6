package dev.interlock.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.server.settings.SettingsReader.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @TempDir Path folder;

  @Test
  void gives_every_setting_its_default() {
    var settings = good(read());

    assertThat(settings.listening().address())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080));
    assertThat(settings.listening().requestBytesMax()).isEqualTo(4 << 20);
    assertThat(settings.requests().jobsMax()).isEqualTo(10_000);
    assertThat(settings.stopping().poll()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.stopping().stale()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.files().database())
        .isEqualTo(new Settings.Database.Sqlite(folder.resolve("data/work.db")));
    assertThat(settings.jobs().buckets()).isEmpty();
  }

  @Test
  void takes_a_flag_before_a_variable_and_a_variable_before_the_file() throws IOException {
    file("{\"jobs-max\": 1, \"blocks-max\": 1, \"args-max\": 1}");

    var settings =
        good(
            read(
                Map.of("INTERLOCK_JOBS_MAX", "2", "INTERLOCK_BLOCKS_MAX", "2"), "--jobs-max", "3"));

    assertThat(settings.requests().jobsMax()).isEqualTo(3);
    assertThat(settings.requests().blocksMax()).isEqualTo(2);
    assertThat(settings.requests().argsMax()).isEqualTo(1);
  }

  @Test
  void suggests_the_nearest_key_for_an_unknown_one_wherever_it_is() throws IOException {
    file("{\"lsten\": \"127.0.0.1:1\"}");

    assertThat(bad(read(Map.of("INTERLOCK_JOB_MAX", "1"), "--polices", "x")))
        .containsExactlyInAnyOrder(
            folder.resolve("interlock.json")
                + ", key lsten: unknown setting \"lsten\"; did you mean \"listen\"?",
            "variable INTERLOCK_JOB_MAX: unknown setting \"job-max\"; did you mean \"jobs-max\"?",
            "flag --polices: unknown setting \"polices\"; did you mean \"policies\"?");
  }

  @Test
  void tells_every_problem_with_its_source_and_limit() throws IOException {
    file("{\"jobs-max\": 0, \"stops-poll\": \"5\", \"development\": null}");

    assertThat(bad(read(Map.of("INTERLOCK_LOG", "xml"), "--args-max=many", "stray")))
        .containsExactlyInAnyOrder(
            "\"stray\" is not a flag; write settings as --key value",
            folder.resolve("interlock.json")
                + ", key development is null; a setting is text, a number, true or false",
            folder.resolve("interlock.json")
                + ", key jobs-max: \"0\" must be a whole number from 1 to 1000000",
            folder.resolve("interlock.json")
                + ", key stops-poll: \"5\" must be a duration like 500ms, 2s, 10m, 1h or 7d, from"
                + " 50ms to 5s",
            "variable INTERLOCK_LOG: \"xml\" must be one of auto, json, text",
            "flag --args-max: \"many\" must be a whole number from 1 to 1024");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:8080", "10.1.2.3:80", "[2001:db8::1]:8080"})
  void refuses_to_listen_where_others_reach_it_unless_it_is_secured_and_knows_callers(
      String address) { // F82
    var tls = new String[] {"--tls-certificate=c.pem", "--tls-key=k.pem"};
    var issuer =
        new String[] {
          "--issuers.okta.issuer=https://okta.test",
          "--issuers.okta.audience=interlock",
          "--issuers.okta.keys=https://okta.test/keys"
        };

    for (var args : List.of(new String[0], tls, issuer)) {
      assertThat(
              bad(
                  read(
                      Stream.concat(Stream.of("--listen", address), Stream.of(args))
                          .toArray(String[]::new))))
          .singleElement()
          .asString()
          .startsWith("listen is " + address)
          .contains("tls-certificate and tls-key, and tls-client-ca or an issuer");
    }
    assertThat(read("--listen", address, tls[0], tls[1], "--tls-client-ca=ca.pem"))
        .isInstanceOf(Reading.Good.class);
    assertThat(read("--listen", address, tls[0], tls[1], issuer[0], issuer[1], issuer[2]))
        .isInstanceOf(Reading.Good.class);
  }

  @Test
  void refuses_half_of_tls() {
    for (var half :
        List.of("--tls-certificate=c.pem", "--tls-key=k.pem", "--tls-client-ca=a.pem")) {
      assertThat(bad(read(half))).singleElement().asString().contains("belong together");
    }
  }

  @Test
  void tells_what_is_wrong_with_an_issuer() {
    var problems =
        bad(
            read(
                "--issuers.local.issuer=https://okta.test",
                "--issuers.okta.keys=http://okta.test/keys",
                "--issuers.okta.algorithm=hs256",
                "--issuers.okta.audiance=interlock"));

    assertThat(problems)
        .anyMatch(problem -> problem.contains("issuers.local: an issuer's name must be"))
        .anyMatch(problem -> problem.contains("issuers.local.audience is missing"))
        .anyMatch(problem -> problem.contains("issuers.local.keys is missing"))
        .anyMatch(problem -> problem.contains("issuers.okta.issuer is missing"))
        .anyMatch(problem ->
            problem.contains("\"http://okta.test/keys\" must be a path, or an https URL"))
        .anyMatch(problem -> problem.contains("\"hs256\" must be one of rs256, ps256, es256"))
        .anyMatch(problem -> problem.contains("\"issuers.okta.audiance\"; did you mean"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "example.org:80", "127.0.0.1:70000", "999.1.1.1:80", ":80"})
  void refuses_an_address_that_is_none(String address) {
    assertThat(bad(read("--listen", address)))
        .singleElement()
        .asString()
        .contains("must be an address of this machine with a port");
  }

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "2s,PT2S", "1s,PT1S"})
  void reads_durations(String text, Duration duration) {
    assertThat(good(read("--stops-poll", text, "--stops-stale", "1m")).stopping().poll())
        .isEqualTo(duration);
  }

  @Test
  void refuses_a_poll_that_would_always_be_stale() {
    assertThat(bad(read("--stops-poll", "2s")))
        .containsExactly(
            "stops-stale is 2s and stops-poll is 2s; stops-stale must be at least twice"
                + " stops-poll");
  }

  @Test
  void takes_paths_in_the_file_relative_to_the_file() throws IOException {
    var elsewhere = Files.createDirectories(folder.resolve("etc")).resolve("server.json");
    Files.writeString(elsewhere, "{\"policies\": \"p.json\"}");

    var settings = good(read("--config", "etc/server.json", "--stops", "es.json"));

    assertThat(settings.files().policies()).isEqualTo(folder.resolve("etc/p.json"));
    assertThat(settings.files().policiesAsNamed()).isEqualTo("p.json");
    assertThat(settings.files().stops()).isEqualTo(folder.resolve("es.json"));
  }

  @Test
  void says_which_settings_file_it_cannot_read() {
    assertThat(bad(read("--config", "missing.json")))
        .singleElement()
        .asString()
        .startsWith("cannot read the settings file " + folder.resolve("missing.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{} {}", "", "{\"listen\":\"a\",\"listen\":\"b\"}"})
  void refuses_a_settings_file_that_is_not_one_object(String text) throws IOException {
    file(text);

    assertThat(bad(read())).isNotEmpty();
  }

  @Test
  void reads_token_buckets_from_every_source() throws IOException {
    file("{\"token-buckets\": {\"a\": {\"capacity\": 1, \"refill\": 1, \"interval\": \"1h\"}}}");

    var settings =
        good(
            read(
                Map.of(
                    "INTERLOCK_TOKEN_BUCKETS",
                    "{\"b.c\": {\"capacity\": 2, \"refill\": 3, \"interval\": \"1s\"}}"),
                "--token-buckets.a.capacity",
                "5"));

    assertThat(settings.jobs().buckets())
        .containsExactly(
            new Settings.Bucket(
                new BucketSettings("a", 5, 1, Duration.ofHours(1)),
                "the command line, interlock.json"),
            new Settings.Bucket(
                new BucketSettings("b.c", 2, 3, Duration.ofSeconds(1)),
                "variable INTERLOCK_TOKEN_BUCKETS"));
  }

  @Test
  void wants_every_part_of_a_token_bucket() {
    assertThat(bad(read("--token-buckets.a.capacity", "5", "--token-buckets.a.refil", "5")))
        .containsExactlyInAnyOrder(
            "token-buckets.a.refill is missing; a token bucket needs capacity, refill, interval",
            "token-buckets.a.interval is missing; a token bucket needs capacity, refill, interval",
            "flag --token-buckets.a.refil: unknown setting \"token-buckets.a.refil\"; did you mean"
                + " \"token-buckets.a.refill\"?");
  }

  @Test
  void gathers_the_settings_of_job_types() {
    var settings = good(read("--job.diskErase.duration", "1s", "--job", "{\"x\": {\"y\": 2}}"));

    assertThat(settings.jobs().settings())
        .isEqualTo(Map.of("diskErase", Map.of("duration", "1s"), "x", Map.of("y", "2")));
  }

  @Test
  void lists_what_is_in_force_and_where_it_came_from() {
    var reading = (Reading.Good) read(Map.of("INTERLOCK_LOG", "json"), "--development");

    assertThat(reading.effective())
        .contains(
            "listen=127.0.0.1:8080 (default)",
            "log=json (variable INTERLOCK_LOG)",
            "development=true (flag --development)");
  }

  @Test
  void prints_every_setting_with_its_default_as_help() {
    var help = (Reading.Help) read("--help");

    for (var setting : SettingTable.ALL) {
      assertThat(help.text())
          .contains("--%s (default %s)".formatted(setting.key(), setting.defaultText()))
          .contains(setting.description());
    }
  }

  @Test
  void leaves_the_variables_of_the_launcher_and_the_client_alone() {
    assertThat(read(Map.of("INTERLOCK_JAVA_HOME", "/jdk", "INTERLOCK_SERVER", "x:1")))
        .isInstanceOf(Reading.Good.class);
  }

  private void file(String text) throws IOException {
    Files.writeString(folder.resolve("interlock.json"), text);
  }

  private Reading read(String... args) {
    return read(Map.of(), args);
  }

  private Reading read(Map<String, String> environment, String... args) {
    return SettingsReader.read(List.of(args), environment, folder);
  }

  private static Settings good(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).settings();
  }

  private static List<String> bad(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).problems();
  }
}
