package dev.interlock.sim;

import dev.interlock.engine.execute.CheckCourse;
import dev.interlock.engine.execute.CheckCourse.Check;
import dev.interlock.engine.execute.CheckCourse.DueAgain;
import dev.interlock.engine.execute.CheckCourse.Ended;
import dev.interlock.engine.execute.CheckCourse.News;
import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.Job;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs checks as the engine's `CheckCourse` says, with events in place of the threads of the
/// engine's `CheckRounds`.
final class SimChecks implements CheckCourse.Runner {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration QUICK_TIMEOUT = Duration.ofMillis(800);

  private final SimRunner runner;
  private final CheckCourse course;

  private final Map<CheckRound, Awaited> rounds = new LinkedHashMap<>(0);

  private int written;

  SimChecks(SimRunner runner) {
    this.runner = runner;
    this.course = new CheckCourse(runner.course().machine().request(), this);
  }

  /// What is still to be heard of a round: checks, or that it is due again.
  ///
  /// @param run of the checks, or [#NO_RUN]
  private record Awaited(int run, Set<Record> news) {
    static final int NO_RUN = 0;

    Awaited with(Check check) {
      news.add(check);
      return this;
    }
  }

  void follow(List<CheckRound> wanted) {
    course.follow(wanted);
  }

  Optional<Input> heard(News news) {
    var round = rounds.get(news.round());
    if (round != null) {
      var _ = round.news().remove(news instanceof Ended(var check, _) ? check : (Record) news);
    }
    return course.heard(news);
  }

  /// The rounds of which something will be heard.
  List<CheckRound> running() {
    return rounds.entrySet().stream()
        .filter(round -> !round.getValue().news().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void start(Check check, String path, Job job) {
    Invariants.i16RunsTheCheck(job, path);
    var replica = runner.replica();
    if (check.index() == 0) {
      written++;
      rounds.put(check.round(), new Awaited(check.run(), new HashSet<>()));
      log().started(runner.course().claim(), check.round(), written);
    }
    rounds.computeIfPresent(check.round(), (_, round) -> round.with(check));
    var found = new CheckLog.Check(check.round(), written, check.index());
    var chance = replica.chance().split();
    var faults = replica.world().faults;
    var kind = check.round().kind();
    boolean fails =
        faults.strikes(Fault.CHECK_FAILS, chance, kind == CheckKind.CONTINUOUS ? 12 : 6)
            || (kind == CheckKind.BYPASS && chance.nextInt(2) == 0);
    boolean isSlow = kind == CheckKind.POST || chance.nextInt(8) == 0;
    long takes = chance.nextInt(isSlow ? 1_500 : 200);
    boolean isLate = faults.strikes(Fault.CHECK_LATE, chance, 12);
    if (isLate) {
      takes = chance.nextLong(TIMEOUT.toMillis() / 2, 2 * TIMEOUT.toMillis());
    }
    boolean isSilent = faults.strikes(Fault.CHECK_SILENT, chance, 25);
    var timeout = course.timeToAnswer(check.round(), timeout(job));
    replica.deliver(timeout.toMillis(), () -> timeIsOver(check, found));
    if (!isSilent) {
      replica.deliver(takes, () -> answer(check, found, fails, isLate));
    }
  }

  private static Duration timeout(Job job) {
    return job.name().equals(Topology.QUICK_CHECK) ? QUICK_TIMEOUT : TIMEOUT;
  }

  private CheckLog log() {
    return runner.replica().invariants().checks();
  }

  private boolean isAwaited(Check check) {
    var round = rounds.get(check.round());
    return round != null && round.run() == check.run();
  }

  private void timeIsOver(Check check, CheckLog.Check found) {
    if (isAwaited(check)) {
      write(found, false);
      tell(new Ended(check, "gave no answer"));
    }
  }

  /// One that was interrupted says nothing, unless it is deaf to that.
  private void answer(Check check, CheckLog.Check found, boolean fails, boolean isDeaf) {
    if (isAwaited(check) || isDeaf) {
      write(found, !fails);
      tell(new Ended(check, fails ? "failed" : ""));
    }
  }

  private void write(CheckLog.Check check, boolean passes) {
    log().ended(runner.course().claim(), check, passes);
    runner.replica().note("check ends", check.run());
    runner.replica().world().also(check + (passes ? " passes" : " does not pass"));
  }

  private void tell(News news) {
    runner.put(new SimLetter.HeardOfCheck(news));
  }

  @Override
  public void end(CheckRound round) {
    rounds.remove(round);
  }

  @Override
  public void remind(DueAgain again, Duration pause) {
    rounds.put(again.round(), new Awaited(Awaited.NO_RUN, new HashSet<>(Set.of(again))));
    runner.replica().deliver(pause.toMillis(), () -> tell(again));
  }

  void close() {
    rounds.clear();
  }
}
