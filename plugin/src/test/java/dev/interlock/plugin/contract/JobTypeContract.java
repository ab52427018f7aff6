package dev.interlock.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Violation;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What every [JobType] keeps. Extend it with a class of your own and say what to try.
public abstract class JobTypeContract {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(1);

  /// A new object, as the service loader would make it.
  protected abstract JobType jobType();

  /// Arguments that it accepts: two or more, each of whose runs can be told from the others' by
  /// what they say or do.
  protected abstract List<Map<String, String>> goodArgs();

  /// The settings to run with, below `job.<name>`.
  protected Map<String, String> settings() {
    return Map.of();
  }

  /// Puts into the context what the job needs besides its settings, a token bucket for instance.
  protected void furnish(ScriptedContext context) {}

  @Test
  void is_found_by_the_service_loader() {
    assertThat(ServiceLoader.load(JobType.class).stream().map(ServiceLoader.Provider::type))
        .contains(jobType().getClass());
  }

  @Test
  void says_the_same_of_itself_every_time() {
    var type = jobType();
    var first = type.spec();
    goodArgs().forEach(given -> runAlone(type, given));

    assertThat(type.spec()).isEqualTo(first).isEqualTo(jobType().spec());
    assertThat(first.purpose()).isNotBlank().doesNotContain("\n");
    assertThat(first.effect().result()).isNotBlank();
    assertThat(first.args()).allSatisfy(arg -> assertThat(arg.description()).isNotBlank());
    assertThat(first.settings()).allSatisfy(arg -> assertThat(arg.description()).isNotBlank());
  }

  @Test
  void has_no_field_that_could_change() {
    assertThat(
            Arrays.stream(jobType().getClass().getDeclaredFields())
                .filter(field -> !Modifier.isFinal(field.getModifiers())))
        .as("one object serves all jobs at once, so it holds no state")
        .isEmpty();
  }

  @Test
  void accepts_good_arguments_and_runs_to_an_outcome() {
    assertThat(goodArgs()).as("two or more").hasSizeGreaterThan(1);
    for (var given : goodArgs()) {
      var type = jobType();
      assertThat(type.spec().check("args", given)).isEmpty();
      assertThat(type.check(bind(type, given), context(type))).isEmpty();
      assertThat(type.targets(bind(type, given))).doesNotContainNull();
      assertThat(runAlone(type, given)).isNotEmpty();
    }
  }

  @Test
  void names_targets_if_its_effect_says_that_it_touches_any_and_only_then() {
    var type = jobType();
    var named = goodArgs().stream().flatMap(given -> type.targets(bind(type, given)).stream());

    assertThat(named.findAny().isEmpty()).isEqualTo(type.spec().effect().targets().isEmpty());
  }

  @Test
  void refuses_every_missing_argument_that_it_needs() {
    for (var arg : jobType().spec().args()) {
      var given = new HashMap<>(goodArgs().getFirst());
      given.remove(arg.name());
      assertThat(jobType().spec().check("args", given).isEmpty())
          .as("without " + arg.name())
          .isEqualTo(!arg.isRequired());
    }
  }

  @Test
  void refuses_every_ill_typed_argument_with_its_path() {
    for (var arg : jobType().spec().args()) {
      var given = new HashMap<>(goodArgs().getFirst());
      given.put(arg.name(), "");
      assertThat(jobType().spec().check("args", given))
          .extracting(Violation::path)
          .containsExactly("args." + arg.name());
    }
  }

  @Test
  void refuses_an_argument_that_it_does_not_have_even_if_only_letter_case_differs() {
    var unknown = new ArrayList<>(List.of("no-such-argument"));
    jobType().spec().args().stream()
        .map(Arg::name)
        .map(JobTypeContract::inUpperCase)
        .forEach(unknown::add);
    for (var name : unknown) {
      var given = new HashMap<>(goodArgs().getFirst());
      given.put(name, "x");
      assertThat(jobType().spec().check("args", given))
          .extracting(Violation::path)
          .containsExactly("args." + name);
    }
  }

  @Test
  void two_runs_at_once_never_see_each_others_arguments() {
    var type = jobType();
    for (var one : goodArgs()) {
      for (var other : goodArgs()) {
        var context = context(type).withInterlude(() -> runAlone(type, other));

        assertThat(run(type, one, context)).isEqualTo(runAlone(jobType(), one));
        if (!one.equals(other)) {
          assertThat(runAlone(type, one))
              .as("give arguments whose runs can be told apart")
              .isNotEqualTo(runAlone(type, other));
        }
      }
    }
  }

  @Test
  void ends_within_a_second_of_an_interrupt_and_claims_no_success_for_what_it_did_not_finish() {
    for (var given : goodArgs()) {
      var type = jobType();
      var context = furnished(type, ScriptedContext.whoseClockStands());
      var end = new CompletableFuture<String>();
      var thread = start(type, given, context, end);
      await().until(() -> context.isSleeping() || end.isDone());
      var wasInterrupted = !end.isDone();
      thread.interrupt();

      await().atMost(STOP_WITHIN).until(end::isDone);
      if (wasInterrupted) {
        assertThat(end.join()).doesNotStartWith("outcome Succeeded");
      }
    }
  }

  @Test
  void ends_within_a_second_when_it_was_interrupted_before_it_began() {
    for (var given : goodArgs()) {
      var _ = runAlone(jobType(), given); // the time that loading classes takes is not the job's
      var type = jobType();
      var context = furnished(type, ScriptedContext.whoseClockStands());
      var end = new CompletableFuture<String>();
      Thread.ofVirtual()
          .start(() -> {
            Thread.currentThread().interrupt();
            end.complete(outcomeOf(type, given, context));
          });

      await().atMost(STOP_WITHIN).until(end::isDone);
    }
  }

  private Thread start(
      JobType type,
      Map<String, String> given,
      ScriptedContext context,
      CompletableFuture<String> end) {
    return Thread.ofVirtual().start(() -> end.complete(outcomeOf(type, given, context)));
  }

  private List<String> runAlone(JobType type, Map<String, String> given) {
    return run(type, given, context(type));
  }

  private static List<String> run(
      JobType type, Map<String, String> given, ScriptedContext context) {
    var outcome = outcomeOf(type, given, context);
    var lines = new ArrayList<>(context.transcript());
    lines.add(outcome);
    return lines;
  }

  private static String outcomeOf(
      JobType type, Map<String, String> given, ScriptedContext context) {
    try {
      Outcome outcome = type.run(context, bind(type, given));
      return "outcome " + outcome;
    } catch (InterruptedException interrupted) {
      return "interrupted: " + interrupted.getMessage();
    } catch (Exception thrown) {
      throw new AssertionError("a job type reports failure as an outcome", thrown);
    }
  }

  private static Args bind(JobType type, Map<String, String> given) {
    return type.spec().bind(given);
  }

  private ScriptedContext context(JobType type) {
    return furnished(type, ScriptedContext.whoseClockRunsAhead());
  }

  private ScriptedContext furnished(JobType type, ScriptedContext context) {
    context.withSettings(Args.bind(type.spec().settings(), settings()));
    furnish(context);
    return context;
  }

  private static String inUpperCase(String name) {
    return name.toUpperCase(Locale.ROOT);
  }
}
