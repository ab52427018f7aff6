package dev.interlock.engine.execute;

import dev.interlock.engine.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Shows a live work to those who ask, and knows who waits for its end. Used by the work's runner
/// alone.
final class Askers {
  private final WorkCourse course;
  private final Attempts attempts;
  private final Clock clock;
  private final List<Question<?>> waitForEnd = new ArrayList<>(1);

  Askers(WorkCourse course, Attempts attempts, Clock clock) {
    this.course = course;
    this.attempts = attempts;
    this.clock = clock;
  }

  void waitsForEnd(Question<?> question) {
    waitForEnd.removeIf(earlier -> earlier.answer().isDone()); // who asked has gone
    waitForEnd.add(question);
  }

  /// The runner leaves.
  void settle() {
    waitForEnd.forEach(this::settle);
  }

  /// Answers when it leaves: nobody else knows of the end yet, and otherwise others know better.
  void settle(Question<?> question) {
    if (course.hasEnded()) {
      answer(question);
    } else {
      question.answer().cancel(false);
    }
  }

  void answer(Question<?> question) {
    var durable = course.durable();
    if (durable.isEmpty()) {
      question.answer().cancel(false);
    } else {
      question.answerFrom(
          new WorkLook(clock.instant(), durable.get(), course.machine(), attempts::output));
    }
  }
}
