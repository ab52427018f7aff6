package dev.interlock.engine.execute;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// An Exec that waits for the runner of its new work to say whether that has begun.
///
/// @param decision on the call that executes the work
record Beginning(Decision decision, RequestKey key, CompletableFuture<WriteResult> answer) {

  static Beginning of(Decision decision, RequestKey key) {
    return new Beginning(decision, key, new CompletableFuture<>());
  }

  boolean isAwaited() {
    return !answer.isDone();
  }

  /// Has the work begin with this entry. When the store does not say whether it has, the Exec is
  /// told so and the work must not begin behind its back: the append alone, when it is repeated,
  /// goes through only if the beginning did.
  ///
  /// @return `Done`, or `StopChanged`, or `TargetsInUse`, or `Fenced` when the work may not begin
  ///   any more
  WriteResult begin(Journal journal, Write.Append append) {
    try {
      var result = journal.write(new Write.Begin(append, key), decision);
      if (result instanceof WriteResult.StopChanged || result instanceof WriteResult.TargetsInUse) {
        return result;
      }
      answer.complete(result);
      return result instanceof WriteResult.Claimed
          ? new WriteResult.Done()
          : new WriteResult.Fenced();
    } catch (StoreUnavailable e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }

  /// The runner leaves: who still waits learns nothing more. Harmless when it was answered.
  void giveUp() {
    answer.completeExceptionally(
        new StoreUnavailable("its runner has left", new IllegalStateException()));
  }

  /// What the store answered to [Write.Begin].
  ///
  /// @throws StoreUnavailable when nobody knows whether the work has begun
  WriteResult await() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new StoreUnavailable("nobody knows whether the work has begun", e.getCause());
    }
  }
}
