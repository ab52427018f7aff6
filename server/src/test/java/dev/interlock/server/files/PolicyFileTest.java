package dev.interlock.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.builtin.policy.RestrictJobTypes;
import dev.interlock.engine.policy.Configured.SetBy;
import dev.interlock.engine.policy.Configured.Setting;
import dev.interlock.engine.policy.PolicySource.Reading;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import dev.interlock.server.SystemClock;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.plugins.PluginFolder;
import dev.interlock.server.plugins.Plugins;
import dev.interlock.server.plugins.RegisteredPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
  private static final String GOOD =
      """
      {"Name": "Nap", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep"]}}]}
      {"Name": "Refused", "Policies": []}
      """;

  @TempDir Path folder;

  @Test
  void binds_the_settings_of_a_policy() {
    var book = ((Reading.InForce) read(GOOD)).book();

    assertThat(book.of("Nap"))
        .singleElement()
        .matches(bound -> bound.policy() instanceof RestrictJobTypes);
    assertThat(book.of("Refused")).isEmpty();
    assertThat(book.of("unheard of")).isEmpty();
  }

  record Inner(String name, boolean loud, long age) {}

  record Every(
      String text,
      int count,
      boolean flag,
      Optional<String> nobody,
      Optional<Inner> inner,
      Set<String> set,
      Map<String, List<Inner>> map) {
    Every {
      count = Math.min(count, 10);
      set = Set.copyOf(set);
      map = Map.copyOf(map);
    }
  }

  @Test
  void writes_settings_as_they_are_in_force() {
    var given =
        ((JsonRead.Good)
                JsonReader.read(
                    """
                    {"Text": "a \\"b\\"\\u0007", "Count": 99, "Inner": {"Name": "x", "Age": 12345678901},
                     "Set": ["c", "a", "b"],
                     "Map": {"z": [], "k": [{"Name": "y", "Loud": true, "Age": 1}]}}
                    """))
            .documents()
            .getFirst();
    var bound = ((Bound.Good<Every>) RecordBinding.bind(Every.class, given)).value();

    assertThat(SettingValues.of(bound, given))
        .containsExactly(
            new Setting("Text", "\"a \\\"b\\\"\\u0007\"", SetBy.FILE),
            new Setting("Count", "10", SetBy.FILE),
            new Setting("Flag", "false", SetBy.DEFAULT),
            new Setting("Nobody", "null", SetBy.DEFAULT),
            new Setting(
                "Inner", "{\"Name\": \"x\", \"Loud\": false, \"Age\": 12345678901}", SetBy.FILE),
            new Setting("Set", "[\"a\", \"b\", \"c\"]", SetBy.FILE),
            new Setting(
                "Map",
                "{\"k\": [{\"Name\": \"y\", \"Loud\": true, \"Age\": 1}], \"z\": []}",
                SetBy.FILE));
  }

  @Test
  void takes_an_array_like_a_stream() {
    var array = "[" + GOOD.strip().replace("]}]}\n", "]}]},").replace("}\n{", "},{") + "]";

    assertThat(((Reading.InForce) read(array)).book().policies())
        .containsOnlyKeys("Nap", "Refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                              | line 4
          {"Name":"A"}                                   | Policies is missing
          {"Policies":[]}                                | Name is missing
          {"Name":"A","Policies":[],"Policy":1}          | unknown field "Policy"
          {"Name":"A","Policies":[]}{"Name":"A","Policies":[]} | two entries for "A"
          {"Name":"A","Policies":[{"Name":"sameArg"}]}   | did you mean "sameArgs"?
          {"Name":"A","Policies":[{"Name":"restrictJobTypes"}]} | Policies[0].Settings: AllowedJobs: is missing
          {"Name":"A","Policies":[{"Name":"restrictJobTypes","Settings":{"AllowedJob":[]}}]} | did you mean "AllowedJobs"?
          {"Name":"A","Policies":[{"Name":"restrictJobTypes","Settings":{"AllowedJobs":["sleep"],"AllowedJobs":["sleep"]}}]} | Duplicate field 'AllowedJobs'
          {"Name":"A","Policies":[{"Name":"restrictJobTypes","Settings":{"AllowedJobs":"sleep"}}]} | must be an array and is a string
          {"Name":"A","Policies":[{"Name":"restrictJobTypes","Settings":{"AllowedJobs":["slep"]}}]} | slep
          {"Name":"A","Policies":[{"Name":"sameArgs","Settings":{"Jobs":{"sleep":["second"]}}}]} | second
          {"Name":"A","Policies":[{"Name":"startOrEnd","Settings":{"JobName":"sleep","MustArgs":{},"Start":true,"End":true,"AllowedBeforeOrAfter":[]}}]} | Start
          """)
  void refuses_the_whole_file_and_says_where_it_is_wrong(String text, String saying) {
    assertThat(read(GOOD + text))
        .isInstanceOfSatisfying(
            Reading.Broken.class, broken -> assertThat(broken.problem()).contains(saying));
  }

  @Test
  void is_broken_when_a_policy_throws_instead_of_checking_its_settings() throws IOException {
    var path = Files.writeString(folder.resolve("policies.json"), GOOD);
    var throwing = new TreeMap<String, RegisteredPolicy>(plugins().policies());
    throwing.put("throws", new RegisteredPolicy(new ThrowingPolicy(), "the test"));
    var plugins = new Plugins(plugins().jobTypes(), throwing, plugins().secrets());
    try (var clock = new SystemClock();
        var file = new PolicyFile(path, "policies.json", plugins, clock, Duration.ofHours(1))) {
      assertThat(file.start()).isInstanceOf(Reading.InForce.class);

      Files.writeString(path, "{\"Name\": \"A\", \"Policies\": [{\"Name\": \"throws\"}]}");
      file.read();

      assertThat(file.current())
          .isInstanceOfSatisfying(
              Reading.Broken.class,
              broken -> assertThat(broken.problem()).contains("Policies[0]", "not today"));
    }
  }

  private static final class ThrowingPolicy implements Policy<ThrowingPolicy.None> {
    record None() {}

    @Override
    public String name() {
      return "throws";
    }

    @Override
    public String purpose() {
      return "throws";
    }

    @Override
    public Class<None> settingsType() {
      return None.class;
    }

    @Override
    public List<Violation> lint(None settings, Catalogue catalogue) {
      throw new IllegalStateException("not today");
    }

    @Override
    public List<Violation> judge(WorkReq request, None settings) {
      return List.of();
    }
  }

  @Test
  void puts_no_policy_in_force_that_a_cut_off_file_lost() {
    var bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    var entries = new PolicyEntries(plugins(), "policies.json");

    for (int length = 0; length < bytes.length; length++) {
      switch (entries.read(ByteBuffer.wrap(bytes, 0, length), "file")) {
        case Reading.Broken _ -> {}
        case Reading.InForce(var book) -> {
          if (book.policies().containsKey("Nap")) {
            assertThat(book.of("Nap")).hasSize(1);
          }
        }
      }
    }
  }

  @Test
  void notices_a_change_and_a_mended_file_by_content() throws IOException {
    var path = folder.resolve("policies.json");
    Files.writeString(path, GOOD);
    try (var clock = new SystemClock();
        var file = new PolicyFile(path, "policies.json", plugins(), clock, Duration.ofMillis(5))) {
      assertThat(file.start()).isInstanceOf(Reading.InForce.class);

      Files.writeString(path, "{");
      await().until(() -> file.current() instanceof Reading.Broken);

      Files.writeString(path, GOOD);
      await().until(() -> file.current() instanceof Reading.InForce);

      Files.delete(path);
      await().until(() -> file.current() instanceof Reading.Broken);
    }
  }

  private Reading read(String text) {
    try {
      return read(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  private Reading read(byte[] bytes) throws IOException {
    var path = folder.resolve("policies.json");
    Files.write(path, bytes);
    try (var clock = new SystemClock();
        var file = new PolicyFile(path, "policies.json", plugins(), clock, Duration.ofHours(1))) {
      file.read();
      return file.current();
    }
  }

  private Plugins plugins() {
    try (var found = PluginFolder.open(folder.resolve("no-plugins"))) {
      return found.register(Map.of(), Set.of());
    }
  }
}
