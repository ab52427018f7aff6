package dev.interlock.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Unfinished;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.plugin.Block;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Runs works through random schedules of ends, stops, crashes and lost commits, and checks after
/// each input what must always hold.
class WorkMachineSimulationTest {
  private static final int SCHEDULES = Integer.getInteger("interlock.schedules", 3_000);
  private static final int INPUTS_MAX = 80;
  private static final int HEALING_INPUTS_MAX = 400;

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
    private final WorkAccount account;
    private int accounted;

    Schedule(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.work = MachineUnderTest.waiting(new RandomPlan(random).work());
      this.account = new WorkAccount(work.machine().request());
    }

    List<MachineUnderTest.Entry> run() {
      try {
        work.takeOver();
        check();
        for (int i = random.nextInt(INPUTS_MAX); i > 0; i--) {
          step();
          check();
        }
        heal();
        return work.journal;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed %d: %s of %s".formatted(seed, work.journal, work.machine().request()), e);
      }
    }

    private void check() {
      for (; accounted < work.journal.size(); accounted++) {
        var entry = work.journal.get(accounted);
        account.account(entry.facts(), entry.at());
      }
      account.check(work.machine());
      assertThat(work.machine().checksToRun()).hasSameElementsAs(account.checksToRun());
      assertThat(SeenWork.of(work.folded())).isEqualTo(SeenWork.of(work.machine()));
      checkWhenItGoesOn();
    }

    /// By itself it does nothing before it says so, and something then; so does one that knows only
    /// the journal.
    private void checkWhenItGoesOn() {
      var machine = work.machine();
      var folded = work.folded();
      var facts = machine.follow(Starts.ALLOWED, work.now());
      assertThat(folded.follow(Starts.ALLOWED, work.now())).isEqualTo(facts);
      long wake = machine.wakeAtMillis();
      assertThat(folded.wakeAtMillis()).isEqualTo(wake);
      if (!facts.isEmpty()) {
        return; // it was held
      }
      boolean isIdle = machine.running() == 0 && !machine.state().isTerminal();
      if (isIdle) {
        assertThat(machine.reason() + machine.waitsFor(work.now())).as("why").isNotEmpty();
      }
      long now = work.now().toEpochMilli();
      long until = Math.min(wake, now + 100_000_000);
      assertThat(wake).as("in the future").isGreaterThan(now);
      for (long before : new long[] {random.nextLong(now, until), until - 1}) {
        assertThat(machine.follow(Starts.ALLOWED, Instant.ofEpochMilli(before))).isEmpty();
        assertThat(machine.wakeAtMillis()).isEqualTo(wake);
      }
      if (wake != WorkMachine.NEVER) {
        assertThat(machine.follow(Starts.ALLOWED, Instant.ofEpochMilli(wake))).isNotEmpty();
      }
      var _ = machine.follow(Starts.ALLOWED, work.now());
    }

    private void step() {
      switch (random.nextInt(28)) {
        case 20, 21 -> work.later(Duration.ofMillis(random.nextInt(20_000)));
        case 22, 23 -> sleep();
        case 24, 25, 26 -> work.take(starts(), randomChecks());
        case 27 -> work.take(starts(), randomCheck());
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
      folded.take(List.of(randomEnds()), Starts.ALLOWED, Instant.ofEpochMilli(1));
      work.crash();
    }

    /// Until it goes on by itself.
    private void sleep() {
      var _ = work.machine().follow(Starts.ALLOWED, work.now());
      long wake = work.machine().wakeAtMillis();
      if (wake != WorkMachine.NEVER) {
        work.later(Duration.between(work.now(), Instant.ofEpochMilli(wake)));
      }
    }

    private Input[] randomChecks() {
      var ends = new ArrayList<Input>();
      for (var round : work.machine().checksToRun()) {
        boolean isContinuous = round.kind() == CheckKind.CONTINUOUS;
        if (random.nextInt(isContinuous ? 20 : 2) == 0) {
          boolean passed = !isContinuous && random.nextInt(6) > 0;
          ends.add(new Input.Checked(round, passed, "note of " + round));
        }
      }
      return ends.toArray(Input[]::new);
    }

    /// Most likely one that nobody waits for.
    private Input randomCheck() {
      int block = random.nextInt(-1, work.machine().request().blocks().size());
      var kinds = CheckKind.values();
      var kind = kinds[random.nextInt(kinds.length)];
      boolean isRun =
          kind != CheckKind.CONTINUOUS || !work.machine().request().checks().continuous().isEmpty();
      return isRun
          ? new Input.Checked(new CheckRound(block, kind), random.nextInt(4) > 0, "late")
          : new Input.LookAgain();
    }

    private Verb randomVerb() {
      var path = work.machine().place(random.nextInt(work.machine().jobCount())).toString();
      var resolutions = Resolution.values();
      return switch (random.nextInt(22)) {
        case 0 -> new Verb.Stop();
        case 1 -> new Verb.Cancel();
        case 2 -> new Verb.Kill();
        case 3, 4, 5 -> new Verb.Pause();
        case 6, 7, 8, 9 -> new Verb.Resume();
        case 10, 11, 12 -> new Verb.SkipJobs(List.of(path));
        case 20 -> new Verb.Approve("plan", List.of("sre"));
        case 21 -> new Verb.Deny();
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
          var pause = Duration.ofMillis(random.nextInt(20_000));
          ends.add(new Input.AttemptFinished(job, randomEnd(job), "note " + job, pause));
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
        sleep();
        work.succeed(work.machine().runningJobs());
        for (var round : work.machine().checksToRun()) {
          work.take(new Input.Checked(round, true, ""));
        }
        work.order(new Verb.Resume());
        for (int job = 0; job < work.machine().jobCount(); job++) {
          if (work.job(job) == JobState.UNKNOWN) {
            var path = work.machine().place(job).toString();
            work.order(new Verb.ResolveJobs(List.of(path), Resolution.DONE));
          }
          if (work.job(job) == JobState.FAILED && work.state() == WorkState.PAUSED) {
            var path = work.machine().place(job).toString();
            work.order(new Verb.SkipJobs(List.of(path)));
          }
        }
        check();
      }
      assertThat(work.state().isTerminal()).as("it ended: %s", work.state()).isTrue();
      assertThat(IntStream.range(0, work.machine().jobCount()).mapToObj(work::job))
          .doesNotContain(JobState.RUNNING, JobState.WAITING);
      checkWhatIsTriedAgain();
    }

    /// No job of the forward blocks that is done is in a retry of what failed.
    private void checkWhatIsTriedAgain() {
      int done = 0;
      for (int job = 0; job < work.machine().jobCount(); job++) {
        boolean isSkipped = work.job(job) == JobState.SKIPPED && !work.machine().isPassedOver(job);
        boolean isDone = work.job(job) == JobState.COMPLETED || isSkipped;
        done += isDone && !isDeferred(job) ? 1 : 0;
      }
      if (Unfinished.of(work.machine(), UnknownJobs.RUN_AGAIN) instanceof Unfinished.Of(var more)) {
        int jobs = more.blocks().stream().mapToInt(Block::jobCount).sum();
        assertThat(jobs).isEqualTo(work.machine().jobCount() - done);
      }
    }

    private boolean isDeferred(int job) {
      return work.machine().block(work.machine().blockOf(job)).block().turn().role().isDeferred();
    }
  }
}
