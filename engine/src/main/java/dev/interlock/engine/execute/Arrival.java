package dev.interlock.engine.execute;

import dev.interlock.engine.execute.WorkCourse.Proposal;
import dev.interlock.engine.journal.AuditUnavailable;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Input;
import dev.interlock.plugin.CrashClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/// How a work comes to its runner.
sealed interface Arrival {

  /// To be run.
  record ToRun() implements Arrival {}

  /// Executed a moment ago.
  record ToBegin(Beginning beginning) implements Arrival {}

  /// To end, or to have an order carried out: it has no room, so nothing of it starts.
  ///
  /// @param stillRun the jobs of which an earlier attempt may not have ended: nobody knows what it
  ///   does
  record WithoutRoom(IntPredicate stillRun) implements Arrival {}

  /// What its runner begins with.
  ///
  /// @param crashClassOf of a job, if nothing of it runs any more
  default List<Input> firstInputs(
      WorkCourse course, Instant now, String replica, IntFunction<CrashClass> crashClassOf) {
    var first = new ArrayList<Input>(2);
    if (this instanceof ToBegin(var beginning)) {
      first.add(new Input.Executed(beginning.decision().who().actor()));
    }
    if (course.isExpired(now) && isWithoutRoom()) {
      first.add(new Input.Expired());
    }
    first.add(
        new Input.TakenOver(
            replica,
            // nobody can look what a running attempt did, and it must not be run again
            job -> stillRuns(job) ? CrashClass.ONCE : crashClassOf.apply(job)));
    return first;
  }

  private boolean stillRuns(int job) {
    return this instanceof WithoutRoom(var stillRun) && stillRun.test(job);
  }

  default boolean isWithoutRoom() {
    return this instanceof WithoutRoom;
  }

  /// Makes an entry durable; the first of a new work has it begin.
  default WriteResult write(Journal journal, Proposal.Next next) {
    return this instanceof ToBegin(var beginning) && beginning.isAwaited()
        ? beginning.begin(journal, next.append())
        : writeOrdered(journal, next);
  }

  /// An order that cannot be recorded is not carried out, and must not keep the work from going on.
  private static WriteResult writeOrdered(Journal journal, Proposal.Next next) {
    try {
      return journal.write(next.append(), next.decision());
    } catch (AuditUnavailable e) {
      return new WriteResult.Unrecorded();
    }
  }

  /// The runner leaves.
  default void end() {
    if (this instanceof ToBegin(var beginning)) {
      beginning.giveUp();
    }
  }
}
