package dev.interlock.engine.work;

/// Something that happened to a work, stored for ever. Jobs are numbered over the whole work, from
/// 0 in the order of the request; blocks from 0.
public sealed interface Fact {

  /// It was accepted. Always the first fact.
  record Submitted(String actor) implements Fact {}

  /// Exec was called and allowed.
  record Queued(String actor) implements Fact {}

  record WorkStarted() implements Fact {}

  record BlockStarted(int block) implements Fact {}

  /// The intent: durable before the attempt is started.
  ///
  /// @param attempt from 1
  record AttemptStarted(int job, int attempt) implements Fact {}

  /// An attempt is over, or given up as lost.
  ///
  /// @param note the reason of a failure, or what a successful attempt had to say
  record AttemptEnded(int job, AttemptEnd how, String note) implements Fact {}

  /// The attempt was told to end, had its time to do so, and goes on.
  record AttemptNotStopping(int job) implements Fact {}

  record BlockEnded(int block, BlockState how) implements Fact {}

  /// Nothing more starts; running attempts were told to end.
  record StopOrdered(StopCause cause, String reason) implements Fact {}

  record WorkEnded(WorkState how, String reason) implements Fact {}
}
