package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Runs works through random schedules of ends, stops, crashes and lost commits, and checks after
/// each input what must always hold.
class WorkMachineSimulationTest {
  private static final int SCHEDULES = 3_000;
  private static final int INPUTS_MAX = 60;
  private static final int HEALING_INPUTS_MAX = 200;

  @Test
  void every_schedule_keeps_the_invariants_and_comes_to_an_end() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      new Schedule(seed).run();
    }
  }

  @Test
  void the_same_seed_gives_the_same_journal() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(new Schedule(seed).run()).isEqualTo(new Schedule(seed).run());
    }
  }

  /// One work's life.
  private static final class Schedule {
    private final long seed;
    private final SplittableRandom random;
    private final MachineUnderTest work;
    private final Invariants invariants;

    Schedule(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      var blocks = new Block[random.nextInt(1, 4)];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = randomBlock();
      }
      var tolerance = random.nextInt(4) == 0 ? Tolerance.of(random.nextInt(4)) : Tolerance.UNSAID;
      this.work = MachineUnderTest.waiting(new WorkReq(Plans.NAME, "", List.of(blocks), tolerance));
      this.invariants = new Invariants(work);
    }

    private Block randomBlock() {
      int singles = random.nextInt(6);
      int sequences = random.nextInt(singles == 0 ? 1 : 0, 4);
      return new Block(
          "",
          random.nextInt(1, 4),
          randomTolerance(),
          Stream.generate(this::randomJob).limit(singles).toList(),
          Stream.generate(this::randomSequence).limit(sequences).toList());
    }

    private Job randomJob() {
      return Plans.job(random.nextInt(3) == 0 ? "once" : "job");
    }

    private Sequence randomSequence() {
      int jobs = random.nextInt(1, 4);
      return new Sequence("", Stream.generate(this::randomJob).limit(jobs).toList());
    }

    private Tolerance randomTolerance() {
      return new Tolerance(
          random.nextInt(3),
          random.nextInt(4) == 0 ? random.nextInt(101) : Tolerance.UNSET,
          random.nextInt(4) == 0 ? random.nextInt(3) : Tolerance.UNSET,
          random.nextBoolean());
    }

    List<MachineUnderTest.Entry> run() {
      try {
        work.takeOver();
        invariants.check();
        for (int i = random.nextInt(INPUTS_MAX); i > 0; i--) {
          step();
          invariants.check();
        }
        heal();
        return work.journal;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed %d: %s".formatted(seed, work.journal), e);
      }
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0 -> work.crash();
        case 1 -> loseCommitAndCrash();
        case 2 -> {
          if (random.nextInt(6) == 0) {
            work.stop();
          }
        }
        case 3 -> work.take(starts(), new Input.LookAgain());
        case 5 -> work.order(randomVerb());
        case 4 ->
            work.take(starts(), new Input.GraceOver(random.nextInt(work.machine().jobCount())));
        default -> work.take(starts(), randomEnds());
      }
    }

    /// The facts were decided and never became durable; what was to start did not.
    private void loseCommitAndCrash() {
      var folded = work.folded();
      folded.take(List.of(randomEnds()), Starts.ALLOWED, java.time.Instant.ofEpochMilli(1));
      work.crash();
    }

    private Verb randomVerb() {
      var path = work.machine().place(random.nextInt(work.machine().jobCount())).toString();
      var resolutions = Resolution.values();
      return switch (random.nextInt(20)) {
        case 0 -> new Verb.Stop();
        case 1 -> new Verb.Cancel();
        case 2 -> new Verb.Kill();
        case 3, 4, 5 -> new Verb.Pause();
        case 6, 7, 8, 9 -> new Verb.Resume();
        case 10, 11, 12 -> new Verb.SkipJobs(List.of(path));
        case 13, 14 ->
            new Verb.SetLimit(
                random.nextInt(work.machine().request().blocks().size()), random.nextInt(1, 6));
        default ->
            new Verb.ResolveJobs(List.of(path), resolutions[random.nextInt(resolutions.length)]);
      };
    }

    private Starts starts() {
      return random.nextInt(4) == 0 ? Starts.HELD : Starts.ALLOWED;
    }

    private Input[] randomEnds() {
      var ends = new ArrayList<Input>();
      for (int job : work.machine().runningJobs()) {
        if (random.nextInt(3) == 0) {
          ends.add(new Input.AttemptFinished(job, randomEnd(job), "note " + job));
        }
      }
      if (random.nextInt(40) == 0) {
        ends.add(random.nextInt(ends.size() + 1), new Input.StopNow("es"));
      }
      return ends.toArray(Input[]::new);
    }

    private AttemptEnd randomEnd(int job) {
      boolean isOnce = work.machine().job(job).name().equals("once");
      return switch (random.nextInt(30)) {
        case 0 -> AttemptEnd.FATAL;
        case 1, 2, 3 -> AttemptEnd.FAILED;
        case 4 -> isOnce ? AttemptEnd.UNKNOWN : AttemptEnd.FAILED;
        case 5, 6 -> isOnce ? AttemptEnd.SUCCEEDED : AttemptEnd.LOST;
        case 7 ->
            work.state() == WorkState.STOPPING ? AttemptEnd.INTERRUPTED : AttemptEnd.SUCCEEDED;
        default -> AttemptEnd.SUCCEEDED;
      };
    }

    /// All faults are over: it must end.
    private void heal() {
      for (int i = 0; i < HEALING_INPUTS_MAX && !work.state().isTerminal(); i++) {
        work.take(new Input.LookAgain());
        work.succeed(work.machine().runningJobs());
        work.order(new Verb.Resume());
        for (int job = 0; job < work.machine().jobCount(); job++) {
          if (work.job(job) == JobState.UNKNOWN) {
            var path = work.machine().place(job).toString();
            work.order(new Verb.ResolveJobs(List.of(path), Resolution.DONE));
          }
        }
        invariants.check();
      }
      assertThat(work.state().isTerminal()).as("it ended: %s", work.state()).isTrue();
      assertThat(IntStream.range(0, work.machine().jobCount()).mapToObj(work::job))
          .doesNotContain(JobState.RUNNING, JobState.WAITING);
    }
  }
}
