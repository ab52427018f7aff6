package dev.interlock.engine.execute;

import dev.interlock.engine.execute.CheckCourse.Check;
import dev.interlock.engine.execute.CheckCourse.DueAgain;
import dev.interlock.engine.execute.CheckCourse.Ended;
import dev.interlock.engine.execute.CheckCourse.News;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.time.Spans;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs checks as a [CheckCourse] says, on threads of their own. No answer in time counts as a
/// failure. For the work's runner; what is heard of a check arrives through its mailbox.
final class CheckRounds implements CheckCourse.Runner {
  private final WorkId work;
  private final String workName;
  private final RunParts parts;
  private final Consumer<Letter> mailbox;
  private final CheckCourse course;
  private final Map<CheckRound, Running> rounds = new HashMap<>(0);

  CheckRounds(WorkCourse work, RunParts parts, Consumer<Letter> mailbox) {
    this.work = work.claim().id();
    this.workName = work.machine().request().name();
    this.parts = parts;
    this.mailbox = mailbox;
    this.course = new CheckCourse(work.machine().request(), this);
  }

  /// What is to be ended with a round.
  private record Running(List<JobRunner> runners, List<Clock.Alarm> alarms) {
    void end() {
      alarms.forEach(Clock.Alarm::cancel);
      for (var runner : runners) {
        runner.interrupt(new Interruption.Stopped("nobody waits for this check any more"));
      }
    }
  }

  /// Starts the rounds that are not running yet, and ends those that nobody wants any more.
  void follow(List<CheckRound> wanted) {
    course.follow(wanted);
  }

  /// Takes notice of an end.
  ///
  /// @return what the machine must hear of it
  Optional<Input> heard(News news) {
    return course.heard(news);
  }

  @Override
  public void start(Check check, String path, Job job) {
    var type = parts.jobTypes().get(job.name());
    if (type.isEmpty()) {
      tell(new Ended(check, "there is no job type \"%s\" any more".formatted(job.name())));
      return;
    }
    var runner =
        new JobRunner(
            new JobRunner.Attempt(work, workName, path, check.run()),
            type.get(),
            job,
            parts.services(),
            ended -> tell(new Ended(check, failure(ended))));
    running(check.round()).runners().add(runner);
    var timeout = course.timeToAnswer(check.round(), runner.timeout());
    var late = new Ended(check, "gave no answer within " + Spans.inWords(timeout));
    tellAfter(timeout, late);
    runner.start();
  }

  private static String failure(JobRunner.Ended ended) {
    if (ended.how() == AttemptEnd.SUCCEEDED) {
      return "";
    }
    return ended.note().isEmpty() ? "failed" : ended.note();
  }

  private Running running(CheckRound round) {
    return rounds.computeIfAbsent(round, _ -> new Running(new ArrayList<>(1), new ArrayList<>(1)));
  }

  private void tell(News news) {
    mailbox.accept(new Letter.HeardOfCheck(news));
  }

  private void tellAfter(Duration pause, News news) {
    running(news.round()).alarms().add(parts.clock().after(pause, () -> tell(news)));
  }

  @Override
  public void remind(DueAgain again, Duration pause) {
    tellAfter(pause, again);
  }

  @Override
  public void end(CheckRound round) {
    var running = rounds.remove(round);
    if (running != null) {
      running.end();
    }
  }

  void close() {
    rounds.values().forEach(Running::end);
    rounds.clear();
  }
}
