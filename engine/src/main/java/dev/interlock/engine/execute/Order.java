package dev.interlock.engine.execute;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.execute.WorkCourse.Proposal;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Input;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A verb on its way to a work's runner, and who waits to hear what became of it.
///
/// @param reason why; kept in the journal
/// @param decision on the call that asks for it
/// @param key recognises the call when it is repeated
/// @param answer completed by the runner; cancelled when it leaves before it has come to it
public record Order(
    Verb verb, String reason, Decision decision, RequestKey key, CompletableFuture<Result> answer) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// What became of it.
  public sealed interface Result {

    /// It is durable, or there was nothing to change.
    record Done(WorkState state) implements Result {}

    record No(Refused refused) implements Result {}

    record RequestIdReused() implements Result {}

    /// The audit cannot be written, so nothing was done.
    record Unrecorded() implements Result {}

    /// What an entry came to.
    ///
    /// @param machine of the work as it is then
    /// @return empty when there is more to be done for the order
    static Optional<Result> of(WriteResult written, Proposal.Next entry, WorkMachine machine) {
      return switch (written) {
        case WriteResult.Done() when !entry.hasOrder() -> Optional.empty();
        case WriteResult.Done(), WriteResult.AnsweredBefore() ->
            Optional.of(new Done(machine.state()));
        case WriteResult.RequestIdReused() -> Optional.of(new RequestIdReused());
        case WriteResult.Unrecorded() -> Optional.of(new Unrecorded());
        default -> Optional.empty(); // the next look says what to do
      };
    }
  }

  /// Nobody has heard of it yet.
  public static Order of(Verb verb, String reason, Decision decision, RequestKey key) {
    return new Order(verb, reason, decision, key, new CompletableFuture<>());
  }

  /// What the machine is told, once it was judged.
  Input.Ordered input() {
    return new Input.Ordered(verb, decision.who().actor(), reason, decision.policies());
  }

  /// Waits for what becomes of it.
  ///
  /// @return empty when the runner left before it came to it: nothing has changed
  /// @throws StoreUnavailable when the runner takes too long: nobody knows what will become of it
  Optional<Result> awaitAnswer() throws InterruptedException {
    try {
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (CancellationException _) {
      return Optional.empty();
    } catch (TimeoutException e) {
      throw new StoreUnavailable("the work's runner does not come to the order", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("bug: an order was answered with an exception", e);
    }
  }

  /// The same, once more: for another runner.
  Order again() {
    return new Order(verb, reason, decision, key, new CompletableFuture<>());
  }
}
