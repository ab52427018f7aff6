package dev.interlock.engine.execute;

import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rounds of checks that a work's machine wants run: which begin and end, and what each comes
/// to. Decides and does nothing itself: [Runner] does. One thread.
public final class CheckCourse {

  /// One check of a round.
  ///
  /// @param run how often its round has run, this time included: a late answer is nobody's
  public record Check(CheckRound round, int run, int index) {}

  /// What is heard of a round.
  public sealed interface News {
    CheckRound round();

    int run();
  }

  /// A check has ended, or its time has.
  ///
  /// @param failure why it failed; empty when it passed
  public record Ended(Check check, String failure) implements News {
    @Override
    public CheckRound round() {
      return check.round();
    }

    @Override
    public int run() {
      return check.run();
    }
  }

  /// It is time to run a round again.
  public record DueAgain(CheckRound round, int run) implements News {}

  /// Runs checks. What becomes of them is told to [#heard] later, never from within a call.
  public interface Runner {

    /// Starts a check, which has as long as [#timeToAnswer] says.
    ///
    /// @param path where the request has it
    void start(Check check, String path, Job job);

    /// Nobody waits any more for what runs of a round.
    void end(CheckRound round);

    /// Brings this news after a pause, unless the round is ended before.
    void remind(DueAgain again, Duration pause);
  }

  private final WorkReq request;
  private final Runner runner;
  private final Map<CheckRound, Round> rounds = new LinkedHashMap<>(0);
  private final Map<CheckRound, Integer> runs = new HashMap<>(0);

  /// No round runs yet.
  public CheckCourse(WorkReq request, Runner runner) {
    this.request = request;
    this.runner = runner;
  }

  /// Begins the rounds that are not running yet, and ends those that nobody wants any more.
  public void follow(List<CheckRound> wanted) {
    for (var round : rounds.isEmpty() ? List.<CheckRound>of() : List.copyOf(rounds.keySet())) {
      if (!wanted.contains(round)) {
        rounds.remove(round);
        runner.end(round);
      }
    }
    for (var round : wanted) {
      if (!rounds.containsKey(round)) {
        var begun = new Round(round);
        rounds.put(round, begun);
        begun.run();
      }
    }
  }

  /// Takes notice of news.
  ///
  /// @return what the machine must hear of it
  public Optional<Input> heard(News news) {
    var round = rounds.get(news.round());
    return round == null ? Optional.empty() : round.heard(news);
  }

  /// How long a check may take: one that is to run again meanwhile has not answered in time.
  ///
  /// @param timeout its job type's
  public Duration timeToAnswer(CheckRound round, Duration timeout) {
    var interval = checks(round).interval();
    boolean isSoonAgain = round.kind() == CheckKind.CONTINUOUS && interval.compareTo(timeout) < 0;
    return isSoonAgain ? interval : timeout;
  }

  private Checks checks(CheckRound round) {
    return round.block() == CheckRound.OF_WORK
        ? request.checks()
        : request.blocks().get(round.block()).checks();
  }

  /// One round: each of its checks once, and for those that run again and again the next time.
  private final class Round {
    private final CheckRound round;
    private final Checks checks;
    private final List<Job> jobs;
    private final BitSet passed = new BitSet();
    private int run;
    private boolean hasFailed;

    Round(CheckRound round) {
      this.round = round;
      this.checks = checks(round);
      this.jobs = round.jobs(checks);
    }

    void run() {
      run = runs.merge(round, 1, Integer::sum);
      passed.clear();
      for (int index = 0; index < jobs.size(); index++) {
        runner.start(new Check(round, run, index), round.path(checks, index), jobs.get(index));
      }
    }

    Optional<Input> heard(News news) {
      if (news.run() != run || hasFailed) {
        return Optional.empty();
      }
      return switch (news) {
        case Ended(var check, var failure) -> ended(check.index(), failure);
        case DueAgain _ -> {
          run();
          yield Optional.empty();
        }
      };
    }

    private Optional<Input> ended(int index, String failure) {
      if (passed.get(index)) { // its time is over, and its answer came before that
        return Optional.empty();
      }
      if (!failure.isEmpty()) {
        return failed(index, failure);
      }
      passed.set(index);
      return passed.cardinality() == jobs.size() ? allPassed() : Optional.empty();
    }

    private Optional<Input> failed(int index, String failure) {
      hasFailed = true;
      runner.end(round);
      var note = "%s %s: %s".formatted(round.path(checks, index), jobs.get(index).name(), failure);
      return Optional.of(new Input.Checked(round, false, note));
    }

    private Optional<Input> allPassed() {
      runner.end(round);
      if (round.kind() == CheckKind.CONTINUOUS) {
        runner.remind(new DueAgain(round, run), checks.interval());
        return Optional.empty();
      }
      var note = round.kind() == CheckKind.BYPASS ? "done already, as its bypass checks found" : "";
      return Optional.of(new Input.Checked(round, true, note));
    }
  }
}
