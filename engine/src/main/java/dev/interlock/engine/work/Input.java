package dev.interlock.engine.work;

import dev.interlock.plugin.CrashClass;
import java.util.function.IntFunction;

/// What a work's runner tells its machine.
public sealed interface Input {

  /// Somebody lets a work run that was never executed.
  record Executed(String actor) implements Input {}

  /// A replica has taken the work over and runs nothing of it: whatever attempts the machine
  /// believes running are lost.
  ///
  /// @param crashClasses what a lost outcome of job n means
  record TakenOver(IntFunction<CrashClass> crashClasses) implements Input {}

  /// A running attempt has ended.
  record AttemptFinished(int job, AttemptEnd how, String note) implements Input {}

  /// A running attempt was told to end and its time to do so is over.
  record GraceOver(int job) implements Input {}

  record StopNow(StopCause cause, String reason) implements Input {}

  /// Nothing happened; see what may start now.
  record LookAgain() implements Input {}
}
