package dev.interlock.sim;

import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the rounds of checks that a work's machine wants run, as the engine's `CheckRounds`.
final class SimChecks {
  private static final long TIMEOUT_MILLIS = 3_000;
  private static final long QUICK_TIMEOUT_MILLIS = 800;
  private static final int TIME_TO_RUN = -1;

  private final SimRunner runner;
  private final Map<CheckRound, Round> rounds = new LinkedHashMap<>(0);
  private final Map<CheckRound, Integer> runs = new HashMap<>(0);
  private int written;

  SimChecks(SimRunner runner) {
    this.runner = runner;
  }

  /// What became of a check, or that it is time to check again.
  ///
  /// @param failure why the check failed; empty when it passed
  record End(CheckRound round, int run, int index, String failure) {}

  /// Starts the rounds that are not running yet, and ends those that nobody wants any more.
  void follow(List<CheckRound> wanted) {
    if (wanted.isEmpty() && rounds.isEmpty()) {
      return;
    }
    rounds
        .entrySet()
        .removeIf(running -> {
          boolean isOver = !wanted.contains(running.getKey());
          if (isOver) {
            running.getValue().end();
          }
          return isOver;
        });
    for (var round : wanted) {
      if (!rounds.containsKey(round)) {
        var started = new Round(round);
        rounds.put(round, started);
        started.run();
      }
    }
  }

  /// Takes notice of an end.
  ///
  /// @return what the machine must hear of it
  Optional<Input> ended(End end) {
    var round = rounds.get(end.round());
    return round == null ? Optional.empty() : round.ended(end);
  }

  void close() {
    rounds.values().forEach(Round::end);
    rounds.clear();
  }

  /// The rounds that have not come to their end.
  List<CheckRound> running() {
    return rounds.values().stream()
        .filter(round -> !round.isToldFailed)
        .map(round -> round.round)
        .toList();
  }

  /// One round: each of its checks once, and for those that run again and again the next time.
  private final class Round {
    private final CheckRound round;
    private final Checks checks;
    private final List<Job> jobs;
    private boolean[] passed = new boolean[0];
    private int run;
    private boolean isRunning;
    private boolean isToldFailed;

    Round(CheckRound round) {
      this.round = round;
      var request = runner.course().machine().request();
      this.checks =
          round.block() == CheckRound.OF_WORK
              ? request.checks()
              : request.blocks().get(round.block()).checks();
      this.jobs = round.jobs(checks);
    }

    void run() {
      isRunning = true;
      run = runs.merge(round, 1, Integer::sum);
      written++;
      passed = new boolean[jobs.size()];
      for (int index = 0; index < jobs.size(); index++) {
        start(index, jobs.get(index));
      }
    }

    private void start(int index, Job job) {
      int now = run;
      var check = new CheckLog.Check(round, written, index);
      var replica = runner.replica();
      var chance = replica.chance().split();
      var faults = replica.world().faults;
      Invariants.i16RunsTheCheck(job, round.path(checks, index));
      boolean isBypass = round.kind() == CheckKind.BYPASS;
      boolean fails =
          faults.strikes(Fault.CHECK_FAILS, chance, round.kind() == CheckKind.CONTINUOUS ? 12 : 6)
              || (isBypass && chance.nextInt(2) == 0);
      boolean isSlow = round.kind() == CheckKind.POST || chance.nextInt(8) == 0;
      long takes = chance.nextInt(isSlow ? 1_500 : 200);
      boolean isLate = faults.strikes(Fault.CHECK_LATE, chance, 12);
      if (isLate) {
        takes = chance.nextLong(TIMEOUT_MILLIS / 2, 2 * TIMEOUT_MILLIS);
      }
      boolean isSilent = faults.strikes(Fault.CHECK_SILENT, chance, 25);
      replica.deliver(timeout(job), () -> timeIsOver(now, check));
      if (!isSilent) {
        replica.deliver(takes, () -> answer(now, check, fails, isLate));
      }
    }

    private static long timeout(Job job) {
      return job.name().equals(Topology.QUICK_CHECK) ? QUICK_TIMEOUT_MILLIS : TIMEOUT_MILLIS;
    }

    private void timeIsOver(int now, CheckLog.Check check) {
      if (isRunning && now == run) {
        write(check, false);
        tell(now, check.index(), "gave no answer");
      }
    }

    /// One that was interrupted says nothing, unless it is deaf to that.
    private void answer(int now, CheckLog.Check check, boolean fails, boolean isDeaf) {
      boolean isAwaited = isRunning && now == run;
      if (isAwaited || isDeaf) {
        write(check, !fails);
        tell(now, check.index(), fails ? "failed" : "");
      }
    }

    private void write(CheckLog.Check check, boolean passes) {
      runner.replica().invariants().checkEnded(runner.course().claim(), check, passes);
      runner.replica().note("check ends", check.run());
      runner.replica().world().also(check + (passes ? " passes" : " does not pass"));
    }

    private void tell(int now, int index, String failure) {
      runner.put(new SimLetter.CheckEnded(new End(round, now, index, failure)));
    }

    Optional<Input> ended(End end) {
      if (end.run() != run) {
        return Optional.empty();
      }
      if (end.index() == TIME_TO_RUN) {
        run();
        return Optional.empty();
      }
      if (passed[end.index()]) { // its answer came first
        return Optional.empty();
      }
      if (!end.failure().isEmpty()) {
        return failed(end);
      }
      passed[end.index()] = true;
      for (boolean one : passed) {
        if (!one) {
          return Optional.empty();
        }
      }
      return allPassed();
    }

    private Optional<Input> failed(End end) {
      if (isToldFailed) {
        return Optional.empty();
      }
      isToldFailed = true;
      end();
      var note = round.path(checks, end.index()) + ": " + end.failure();
      return Optional.of(new Input.Checked(round, false, note));
    }

    private Optional<Input> allPassed() {
      end();
      if (round.kind() == CheckKind.CONTINUOUS) {
        var next = new End(round, run, TIME_TO_RUN, "");
        runner
            .replica()
            .deliver(
                checks.interval().toMillis(), () -> runner.put(new SimLetter.CheckEnded(next)));
        return Optional.empty();
      }
      return Optional.of(new Input.Checked(round, true, ""));
    }

    void end() {
      isRunning = false;
    }
  }
}
