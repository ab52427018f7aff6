package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The outcome of a work is a function of what its jobs came to and of the verbs alone: not of the
/// time, of crashes, of pauses, or of who was faster. Over random requests, held against
/// [ExpectedOutcome].
class OutcomePropertyTest {
  private static final int WORKS = 20_000;
  private static final int STEPS_MAX = 20_000;

  private final Set<WorkState> seen = new HashSet<>();

  @Test
  void one_after_another_every_limit_on_failures_gives_what_the_rules_say() {
    for (long seed = 0; seed < WORKS; seed++) {
      var random = new SplittableRandom(seed);
      boolean isPaused = random.nextBoolean(); // which forgives failures in a row
      Edit tolerance = isPaused ? OutcomePropertyTest::withoutRow : OutcomePropertyTest::asItIs;
      var request = edited(new RandomPlan(random).work(), 1, tolerance);
      new Run(request, random.split(), isPaused, true).mustEndAsExpected(seed);
    }
    assertThat(seen).contains(WorkState.COMPLETED, WorkState.FAILED);
  }

  @Test
  void as_long_as_every_failure_is_tolerated_the_order_of_ends_changes_nothing() {
    for (long seed = 0; seed < WORKS; seed++) {
      var random = new SplittableRandom(~seed);
      int limit = random.nextInt(1, 6);
      var request = edited(new RandomPlan(random).work(), limit, OutcomePropertyTest::any);
      new Run(request, random.split(), true, false).mustEndAsExpected(seed);
    }
    assertThat(seen).contains(WorkState.COMPLETED, WorkState.FAILED);
  }

  private static Tolerance asItIs(Tolerance tolerance) {
    return tolerance.with(OnBreach.FAIL);
  }

  private static Tolerance withoutRow(Tolerance some) {
    return new Tolerance(some.failures(), some.percent(), Tolerance.UNSET, some.strict());
  }

  private static Tolerance any(Tolerance some) {
    return some.equals(Tolerance.UNSAID)
        ? some
        : new Tolerance(Tolerance.UNSET, 100, Tolerance.UNSET, false);
  }

  private interface Edit {
    Tolerance of(Tolerance tolerance);
  }

  /// The same, without deadlines, which are a matter of time, and without jobs that must not be run
  /// again after a crash.
  private static WorkReq edited(WorkReq request, int limit, Edit tolerance) {
    var blocks = request.blocks().stream().map(block -> edited(block, limit, tolerance)).toList();
    return new WorkReq(
        request.name(),
        request.desc(),
        blocks,
        tolerance.of(request.tolerance()),
        request.checks(),
        Duration.ZERO);
  }

  private static Block edited(Block block, int limit, Edit tolerance) {
    var turn = block.turn();
    return new Block(
        block.desc(),
        new Pace(limit, block.pace().rate(), block.pace().ramp()),
        tolerance.of(block.tolerance()),
        repeatable(block.single()),
        block.sequences().stream()
            .map(sequence -> new Sequence(sequence.desc(), repeatable(sequence.jobs())))
            .toList(),
        block.checks(),
        new Turn(
            turn.role(), turn.condition(), turn.entranceDelay(), turn.exitDelay(), Duration.ZERO));
  }

  private static List<Job> repeatable(List<Job> jobs) {
    return jobs.stream().map(job -> new Job("job", "", Map.of(), job.retries())).toList();
  }

  /// One work with a script, run in random steps.
  private final class Run implements ExpectedOutcome.Script {
    private final SplittableRandom random;
    private final boolean isPaused;
    private final boolean mayBeFatal;
    private final long script;
    private final MachineUnderTest work;
    private final Set<Integer> skipped = new HashSet<>();

    Run(WorkReq request, SplittableRandom random, boolean isPaused, boolean mayBeFatal) {
      this.random = random;
      this.isPaused = isPaused;
      this.mayBeFatal = mayBeFatal;
      this.script = random.nextLong();
      this.work = MachineUnderTest.waiting(request);
    }

    @Override
    public AttemptEnd of(int job, int failedBefore) {
      return switch (new SplittableRandom(script + job * 31L + failedBefore).nextInt(20)) {
        case 0 -> mayBeFatal ? AttemptEnd.FATAL : AttemptEnd.FAILED;
        case 1, 2, 3, 4 -> AttemptEnd.FAILED;
        default -> AttemptEnd.SUCCEEDED;
      };
    }

    @Override
    public boolean passes(CheckRound round) {
      var chance = new SplittableRandom(script ^ round.toString().hashCode());
      return chance.nextInt(round.kind() == CheckKind.BYPASS ? 3 : 8)
          == 0
          != (round.kind() != CheckKind.BYPASS);
    }

    void mustEndAsExpected(long seed) {
      skipSome();
      for (int steps = 0; !work.state().isTerminal(); steps++) {
        assertThat(steps).as("seed %d: steps of %s", seed, work.journal).isLessThan(STEPS_MAX);
        step();
      }
      var expected = new ExpectedOutcome(work.machine().request(), this, skipped);
      var what = "seed %d: %s of %s".formatted(seed, work.journal, work.machine().request());
      assertThat(work.state()).as(what).isEqualTo(expected.work());
      assertThat(jobs()).as(what).containsExactly(expected.jobs());
      assertThat(blocks()).as(what).containsExactly(expected.blocks());
      seen.add(work.state());
    }

    private JobState[] jobs() {
      return IntStream.range(0, work.machine().jobCount())
          .mapToObj(work::job)
          .toArray(JobState[]::new);
    }

    private BlockState[] blocks() {
      return IntStream.range(0, work.machine().request().blocks().size())
          .mapToObj(work::block)
          .toArray(BlockState[]::new);
    }

    private void skipSome() {
      for (int job = 0; job < work.machine().jobCount(); job++) {
        if (random.nextInt(12) == 0) {
          var path = work.machine().place(job).toString();
          if (!work.take(Starts.HELD, ordered(new Verb.SkipJobs(List.of(path)))).isEmpty()) {
            skipped.add(job);
          }
        }
      }
    }

    private static Input ordered(Verb verb) {
      return new Input.Ordered(verb, "ann", "a drill");
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0 -> work.crash();
        case 1 -> work.take(Starts.HELD, new Input.LookAgain());
        case 2 -> {
          if (isPaused) {
            work.order(new Verb.Pause());
          }
        }
        case 3, 4 -> work.order(new Verb.Resume());
        case 5, 6 -> work.later(Duration.ofMillis(random.nextInt(60_000)));
        default -> work.take(ends());
      }
    }

    private Input[] ends() {
      var ends = new ArrayList<Input>();
      for (int job : work.machine().runningJobs()) {
        if (random.nextBoolean()) {
          var how = of(job, work.machine().failedAttempts(job));
          var pause = Duration.ofMillis(random.nextInt(20_000));
          ends.add(new Input.AttemptFinished(job, how, "note", pause));
        }
      }
      for (var round : work.machine().checksToRun()) {
        if (round.kind() != CheckKind.CONTINUOUS && random.nextBoolean()) {
          ends.add(new Input.Checked(round, passes(round), "note"));
        }
      }
      return ends.toArray(Input[]::new);
    }
  }
}
