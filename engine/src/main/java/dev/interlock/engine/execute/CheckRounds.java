package dev.interlock.engine.execute;

import dev.interlock.engine.time.Clock;
import dev.interlock.engine.time.Spans;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.CheckKind;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs the rounds of checks that a work's machine wants run. No answer in time counts as a
/// failure. For the work's runner; what a check comes to arrives through its mailbox.
final class CheckRounds {
  private final WorkCourse course;
  private final RunParts parts;
  private final Consumer<Letter> mailbox;
  private final Map<CheckRound, Round> rounds = new HashMap<>();

  /// How often each round was run: what is said of one run must not be taken for another's.
  private final Map<CheckRound, Integer> runs = new HashMap<>();

  CheckRounds(WorkCourse course, RunParts parts, Consumer<Letter> mailbox) {
    this.course = course;
    this.parts = parts;
    this.mailbox = mailbox;
  }

  /// What became of a check, or that it is time to check again.
  ///
  /// @param run which run of the round it was: a late answer is nobody's
  /// @param failure why the check failed; empty when it passed
  record End(CheckRound round, int run, int index, String failure) {
    static final int TIME_TO_RUN = -1;
  }

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

  /// One round: each of its checks once, and for those that run again and again the next time.
  private final class Round {
    private final CheckRound round;
    private final Checks checks;
    private final List<Job> jobs;
    private final List<JobRunner> runners = new ArrayList<>();
    private final List<Clock.Alarm> alarms = new ArrayList<>();
    private boolean[] passed = new boolean[0];
    private int run;
    private boolean isToldFailed;

    Round(CheckRound round) {
      this.round = round;
      var request = course.machine().request();
      this.checks =
          round.block() == CheckRound.OF_WORK
              ? request.checks()
              : request.blocks().get(round.block()).checks();
      this.jobs = round.jobs(checks);
    }

    void run() {
      end();
      run = runs.merge(round, 1, Integer::sum);
      passed = new boolean[jobs.size()];
      for (int index = 0; index < jobs.size(); index++) {
        start(index, jobs.get(index));
      }
    }

    private void start(int index, Job job) {
      int now = run;
      var type = parts.jobTypes().get(job.name());
      if (type.isEmpty()) {
        tell(now, index, "there is no job type \"%s\" any more".formatted(job.name()));
        return;
      }
      var attempt = new JobRunner.Attempt(course.claim().id(), round.path(checks, index), now);
      var runner =
          new JobRunner(
              attempt,
              type.get(),
              job,
              parts.services(),
              ended ->
                  tell(now, index, ended.how() == AttemptEnd.SUCCEEDED ? "" : why(ended.note())));
      var timeout = timeToAnswer(runner);
      runners.add(runner);
      var late = "gave no answer within " + Spans.inWords(timeout);
      alarms.add(parts.clock().after(timeout, () -> tell(now, index, late)));
      runner.start();
    }

    /// One that is to run again meanwhile has not answered in time.
    private Duration timeToAnswer(JobRunner runner) {
      boolean isSoonAgain =
          round.kind() == CheckKind.CONTINUOUS && checks.interval().compareTo(runner.timeout()) < 0;
      return isSoonAgain ? checks.interval() : runner.timeout();
    }

    private static String why(String note) {
      return note.isEmpty() ? "failed" : note;
    }

    private void tell(int now, int index, String failure) {
      mailbox.accept(new Letter.CheckEnded(new End(round, now, index, failure)));
    }

    Optional<Input> ended(End end) {
      if (end.run() != run) {
        return Optional.empty();
      }
      if (end.index() == End.TIME_TO_RUN) {
        run();
        return Optional.empty();
      }
      if (passed[end.index()]) { // its time is over, and its answer came before that
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
      var job = jobs.get(end.index());
      var note = "%s %s: %s".formatted(round.path(checks, end.index()), job.name(), end.failure());
      return Optional.of(new Input.Checked(round, false, note));
    }

    private Optional<Input> allPassed() {
      end();
      if (round.kind() == CheckKind.CONTINUOUS) {
        int now = run;
        alarms.add(parts.clock().after(checks.interval(), () -> tell(now, End.TIME_TO_RUN, "")));
        return Optional.empty();
      }
      var note = round.kind() == CheckKind.BYPASS ? "done already, as its bypass checks found" : "";
      return Optional.of(new Input.Checked(round, true, note));
    }

    void end() {
      alarms.forEach(Clock.Alarm::cancel);
      alarms.clear();
      for (var runner : runners) {
        runner.interrupt(new Interruption.Stopped("nobody waits for this check any more"));
      }
      runners.clear();
    }
  }
}
