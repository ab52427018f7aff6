package dev.interlock.server.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.plugin.JobSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
  @TempDir Path temp;

  @Test
  void finds_what_is_on_the_class_path_without_a_folder() {
    var plugins = register(Map.of());

    assertThat(plugins.jobTypes().all())
        .extracting(type -> type.spec().name())
        .contains("sleep", "tokenBucket");
    assertThat(plugins.policies()).containsKeys("restrictJobTypes", "sameArgs", "startOrEnd");
  }

  @Test
  void finds_jars_and_folders_of_jars() throws IOException {
    jar("a.jar", "JobA", "jobA");
    jar("b/b.jar", "JobB", "jobB");

    var plugins = register(Map.of());

    assertThat(plugins.jobTypes().find("jobA").map(JobSpec::name)).contains("jobA");
    assertThat(plugins.jobTypes().get("jobB").orElseThrow().origin())
        .isEqualTo(folder().resolve("b/b.jar").toString());
  }

  @Test
  void names_both_jars_when_a_name_is_taken_twice() throws IOException {
    jar("a.jar", "JobA", "same");
    jar("b.jar", "JobB", "same");

    assertThatThrownBy(() -> register(Map.of()))
        .isInstanceOf(BadPlugin.class)
        .hasMessage(
            "job type \"same\" is registered twice, by %s and by %s; remove one of the two"
                .formatted(folder().resolve("a.jar"), folder().resolve("b.jar")));
  }

  @Test
  void names_both_jars_when_a_policy_is_there_twice() throws IOException {
    jar("a.jar", "Policy", policySource("PolicyA", "same"), "PolicyA");
    jar("b.jar", "Policy", policySource("PolicyB", "same"), "PolicyB");

    assertThatThrownBy(() -> register(Map.of()))
        .isInstanceOf(BadPlugin.class)
        .hasMessage(
            "policy \"same\" is registered twice, by %s and by %s; remove one of the two"
                .formatted(folder().resolve("a.jar"), folder().resolve("b.jar")));
  }

  @Test
  void names_both_places_when_a_jar_is_there_in_two_versions() throws IOException {
    jar("a-1.jar", "JobA", "jobA");
    jar("a-2.jar", "JobA", "jobA");

    assertThatThrownBy(() -> register(Map.of()))
        .hasMessageContainingAll("jobA", "a-1.jar", "a-2.jar");
  }

  @Test
  void names_both_places_when_a_jar_shadows_the_class_path() throws IOException {
    write("a.jar", Map.of(), "dev.interlock.builtin.job.SleepJob");

    assertThatThrownBy(() -> register(Map.of()))
        .hasMessageContainingAll("SleepJob is in two places", "builtin", "a.jar");
  }

  @Test
  void says_which_jar_is_broken() throws IOException {
    write("a.jar", Map.of(), "no.such.Type");

    assertThatThrownBy(() -> register(Map.of())).hasMessageContainingAll("a.jar", "no.such.Type");
  }

  @Test
  void gives_a_job_type_its_settings_or_their_defaults() throws IOException {
    jar("a.jar", "JobA", "jobA");
    jar("b.jar", "JobB", "jobB");

    var jobTypes = register(Map.of("jobA", Map.of("pause", "5"))).jobTypes();

    assertThat(jobTypes.get("jobA").orElseThrow().environment().settings().number("pause"))
        .isEqualTo(5);
    assertThat(jobTypes.get("jobB").orElseThrow().environment().settings().number("pause"))
        .isEqualTo(3);
    assertThat(jobTypes.get("jobA").orElseThrow().environment().tokenBuckets())
        .containsExactly("bucket");
  }

  @Test
  void refuses_settings_that_no_job_type_has() throws IOException {
    jar("a.jar", "JobA", "jobA");

    assertThatThrownBy(() ->
            register(Map.of("jobA", Map.of("pause", "x", "puase", "1"), "jobX", Map.of("a", "1"))))
        .isInstanceOfSatisfying(
            BadPlugin.class,
            bad ->
                assertThat(bad.problems())
                    .containsExactly(
                        "job.jobA.pause: must be a whole number from 0 to 9",
                        "job.jobA.puase: is not an argument of job type 'jobA' as a setting, which"
                            + " has only pause",
                        "job.jobX: there is no job type \"jobX\"; did you mean \"jobA\"?"));
  }

  private Plugins register(Map<String, Map<String, String>> settings) {
    try (var found = PluginFolder.open(folder())) {
      return found.register(settings, Set.of("bucket"));
    }
  }

  private static String source(String className, String jobName) {
    return """
    import dev.interlock.plugin.*;
    import java.time.Duration;
    import java.util.List;
    public class %s implements JobType {
      public JobSpec spec() {
        return new JobSpec("%s", "Test.", List.of(),
            List.of(Arg.withDefault("pause", new ArgKind.WholeNumber(0, 9), "3", "how long")),
            new Effect("nothing", "", CrashClass.IDEMPOTENT), Duration.ofSeconds(1));
      }
      public Outcome run(JobContext context, Args args) {
        return new Outcome.Succeeded("");
      }
    }
    """
        .formatted(className, jobName);
  }

  private static String policySource(String className, String name) {
    return """
    import dev.interlock.plugin.*;
    import java.util.List;
    public class %s implements Policy<%s.None> {
      public record None() {}
      public String name() { return "%s"; }
      public String purpose() { return "Test."; }
      public Class<None> settingsType() { return None.class; }
      public List<Violation> judge(WorkReq request, None settings) { return List.of(); }
    }
    """
        .formatted(className, className, name);
  }

  private Path folder() {
    return temp.resolve("plugins");
  }

  private void jar(String jar, String className, String jobName) throws IOException {
    jar(jar, "JobType", source(className, jobName), className);
  }

  private void jar(String jar, String seam, String source, String className) throws IOException {
    var file = temp.resolve(className + ".java");
    Files.writeString(file, source);
    var options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
    var command = new ArrayList<>(options);
    command.add(file.toString());
    int problems =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new));
    assertThat(problems).isZero();
    var classes = new HashMap<String, byte[]>();
    try (var compiled = Files.newDirectoryStream(temp, className + "*.class")) {
      for (var one : compiled) {
        classes.put(String.valueOf(one.getFileName()), Files.readAllBytes(one));
      }
    }
    write(jar, seam, classes, className);
  }

  private void write(String jar, Map<String, byte[]> files, String provider) throws IOException {
    write(jar, "JobType", files, provider);
  }

  private void write(String jar, String seam, Map<String, byte[]> files, String provider)
      throws IOException {
    var path = folder().resolve(jar);
    Files.createDirectories(path.resolveSibling(""));
    try (var out = new JarOutputStream(Files.newOutputStream(path))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new JarEntry(file.getKey()));
        out.write(file.getValue());
      }
      out.putNextEntry(new JarEntry("META-INF/services/dev.interlock.plugin." + seam));
      out.write((provider + " # comment\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
