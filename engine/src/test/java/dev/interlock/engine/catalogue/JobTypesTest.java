package dev.interlock.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The registered job types.
class JobTypesTest {

  private static RegisteredJobType from(String origin, String name) {
    var registered = ScriptedJob.quick(name).registered(Set.of());
    return new RegisteredJobType(registered.type(), registered.environment(), origin);
  }

  /// A job type whose own check does what a test says.
  private record Checking(Supplier<List<Violation>> says) implements JobType {
    @Override
    public JobSpec spec() {
      return ScriptedJob.quick("checking").spec();
    }

    @Override
    public List<Violation> check(Args args, JobEnvironment environment) {
      return says.get();
    }

    @Override
    public Outcome run(JobContext context, Args args) {
      return new Outcome.Succeeded("");
    }
  }

  private static List<Violation> check(Supplier<List<Violation>> says) {
    var environment = from("here", "job").environment();
    return new RegisteredJobType(new Checking(says), environment, "here")
        .check("blocks[0].jobs[0].args", Map.of());
  }

  @Test
  void a_name_registered_twice_is_an_error_that_names_both_jars() {
    assertThatThrownBy(
            () -> JobTypes.of(List.of(from("one.jar", "erase"), from("other.jar", "erase"))))
        .hasMessageContainingAll("erase", "one.jar", "other.jar");
  }

  @Test
  void job_types_are_found_by_their_exact_names_and_listed_in_order() {
    var types = JobTypes.of(List.of(from("a.jar", "zap"), from("a.jar", "erase")));

    assertThat(types.find("erase")).isPresent();
    assertThat(types.find("Erase")).isEmpty();
    assertThat(types.all()).extracting(type -> type.spec().name()).containsExactly("erase", "zap");
  }

  @Test
  void what_a_job_type_finds_wrong_gets_its_path_in_the_request() {
    assertThat(check(() -> List.of(new Violation("tag", "no"), new Violation("", "never"))))
        .extracting(Violation::toString)
        .containsExactly("blocks[0].jobs[0].args.tag: no", "blocks[0].jobs[0].args: never");
  }

  @Test
  void a_check_that_fails_refuses() {
    assertThat(
            check(() -> {
              throw new IllegalStateException("no bucket");
            }))
        .singleElement()
        .hasToString(
            "blocks[0].jobs[0].args: the check of job type 'checking' failed:"
                + " java.lang.IllegalStateException: no bucket");
    assertThat(
            check(() -> {
              throw new NoClassDefFoundError("com/example/Gone");
            }))
        .hasSize(1);
  }
}
