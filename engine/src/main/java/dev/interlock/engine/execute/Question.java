package dev.interlock.engine.execute;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Wants a view of a work, made by its runner, in between two appends: so it never sees anything
/// that is not durable.
///
/// @param answer completed by the runner, or cancelled when the runner is gone
record Question<T>(Function<WorkLook, T> view, CompletableFuture<T> answer) {

  static <T> Question<T> of(Function<WorkLook, T> view) {
    return new Question<>(view, new CompletableFuture<>());
  }

  void answerFrom(WorkLook look) {
    try {
      answer.complete(view.apply(look));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  /// Waits for the answer.
  ///
  /// @return empty when nobody answers in time, or ever will
  Optional<T> answerWithin(Duration patience) throws InterruptedException {
    try {
      return Optional.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | CancellationException _) {
      answer.cancel(false);
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("bug: the view of a work threw", e);
    }
  }
}
