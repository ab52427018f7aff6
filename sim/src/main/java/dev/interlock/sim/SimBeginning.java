package dev.interlock.sim;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import java.util.Optional;
import java.util.function.Consumer;

/// An Exec that waits to hear whether its work has begun, as in the engine's `Beginning`.
final class SimBeginning {
  private final String actor;
  private final RequestKey key;
  private final Consumer<Optional<WriteResult>> answer;
  private boolean isAnswered;

  SimBeginning(String actor, RequestKey key, Consumer<Optional<WriteResult>> answer) {
    this.actor = actor;
    this.key = key;
    this.answer = answer;
  }

  String actor() {
    return actor;
  }

  boolean isAwaited() {
    return !isAnswered;
  }

  Write.Act write(Write.Append append) {
    return new Write.Begin(append, key);
  }

  /// What the store said to its write, for whoever has appended.
  Optional<WriteResult> heard(Optional<WriteResult> reply) {
    var result = reply.orElse(null);
    if (result instanceof WriteResult.StopChanged || result instanceof WriteResult.TargetsInUse) {
      return reply;
    }
    settle(reply);
    return reply.map(answer ->
        answer instanceof WriteResult.Claimed ? new WriteResult.Done() : new WriteResult.Fenced());
  }

  /// Its runner leaves.
  void giveUp() {
    if (!isAnswered) {
      settle(Optional.empty());
    }
  }

  private void settle(Optional<WriteResult> reply) {
    isAnswered = true;
    answer.accept(reply);
  }
}
