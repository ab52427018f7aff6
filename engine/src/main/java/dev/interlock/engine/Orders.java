package dev.interlock.engine;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.Remainder;
import dev.interlock.engine.execute.Claims;
import dev.interlock.engine.execute.Looks;
import dev.interlock.engine.execute.Order;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An operator's verbs: judged by the policies and the emergency stop where more would run, and
/// carried out by the work's runner, in this process or another. Any thread.
final class Orders {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admission admission;
  private final WorkStore store;
  private final Looks looks;
  private final Claims claims;
  private final @Nullable Neighbours neighbours;
  private final Clock clock;
  private final ReentrantLock skipping = new ReentrantLock();

  /// @param neighbours null where no other replica may share the store
  Orders(Admission admission, Looks looks, Claims claims, @Nullable Neighbours neighbours) {
    this.admission = admission;
    this.store = looks.store();
    this.looks = looks;
    this.claims = claims;
    this.neighbours = neighbours;
    this.clock = looks.clock();
  }

  /// Has an operator's verb carried out.
  ///
  /// @param reason why; kept in the journal
  OrderAnswer order(WorkId id, Verb verb, String reason, Caller caller)
      throws InterruptedException {
    var key = Admission.orderKey(id, verb, reason, caller);
    var order = Order.of(verb, reason, caller.decision(), key);
    long deadline = clock.nanos() + PATIENCE.toNanos();
    do {
      var here = verb instanceof Verb.SkipJobs ? orderOneByOne(id, order) : orderHere(id, order);
      switch (here) {
        case Here.Answered(var answer) -> {
          return answer;
        }
        case Here.Busy() -> claims.awaitTurn(id);
        case Here.Not(var work) -> {
          var elsewhere = elsewhere(id, verb, reason, caller);
          if (elsewhere.isPresent()) {
            return elsewhere.get() instanceof OrderAnswer.Unanswered && verb instanceof Verb.Kill
                ? killRegardless(work, order).orElse(elsewhere.get())
                : elsewhere.get();
          }
          if (store.find(id).equals(Optional.of(work))) { // else it has changed hands, or ended
            clock.sleep(PAUSE);
          }
        }
      }
    } while (clock.nanos() < deadline);
    throw new StoreUnavailable(
        "nobody can have this work now: its server is gone, or this one may run nothing", null);
  }

  /// What comes of an order on this server.
  private sealed interface Here {
    record Answered(OrderAnswer answer) implements Here {}

    /// Somebody else here is at the work.
    record Busy() implements Here {}

    /// It was not to be had as it was found.
    record Not(WorkRecord work) implements Here {}
  }

  /// Two at once would each be judged without the other. Whoever waits for another server does not
  /// keep those waiting that this one is asked for.
  private Here orderOneByOne(WorkId id, Order order) throws InterruptedException {
    skipping.lockInterruptibly();
    try {
      return orderHere(id, order);
    } finally {
      skipping.unlock();
    }
  }

  private Here orderHere(WorkId id, Order order) throws InterruptedException {
    boolean isAnswered = store.answered(order.key()).isPresent(); // before the state it led to
    var found = store.find(id);
    if (found.isEmpty()) {
      return new Here.Answered(new OrderAnswer.NoSuchWork());
    }
    var work = found.get();
    order.decision().of(work.origin().planHash());
    if (isAnswered) {
      return new Here.Answered(new OrderAnswer.Done(work.summary().state()));
    }
    var verb = order.verb();
    var request = verb instanceof Verb.SetLimit ? asItRuns(id) : store.requestOf(id);
    var refusal = admission.refusal(withWhatIsSkipped(id, verb), work, request, order.decision());
    if (refusal.isPresent()) {
      return new Here.Answered(refusal.get());
    }
    return switch (claims.order(work, order)) {
      case Claims.Tried.Answered(var result) -> new Here.Answered(answerOf(result, order.key()));
      case Claims.Tried.Busy() -> new Here.Busy();
      case Claims.Tried.Refused() -> new Here.Not(work);
    };
  }

  /// A server that hangs keeps its lease, and must not keep its works from being killed.
  private Optional<OrderAnswer> killRegardless(WorkRecord work, Order order)
      throws InterruptedException {
    return claims.orderRegardless(work, order).map(result -> answerOf(result, order.key()));
  }

  private Optional<OrderAnswer> elsewhere(WorkId id, Verb verb, String reason, Caller caller)
      throws InterruptedException {
    return neighbours == null ? Optional.empty() : neighbours.order(id, verb, reason, caller);
  }

  /// The request of a work with the limits that are in force now.
  private WorkReq asItRuns(WorkId id) throws InterruptedException {
    var request = store.requestOf(id);
    return looks
        .look(id, look -> Remainder.withLimits(request, b -> look.machine().block(b).limit()))
        .orElse(request);
  }

  /// A skip as it is to be judged: with the jobs that were skipped before, or one after another
  /// could skip what the policies demand.
  private Verb withWhatIsSkipped(WorkId id, Verb verb) throws InterruptedException {
    if (!(verb instanceof Verb.SkipJobs(var jobs))) {
      return verb;
    }
    var all = new ArrayList<>(jobs);
    looks.look(id, look -> all.addAll(skippedIn(look.machine())));
    return new Verb.SkipJobs(all);
  }

  private static List<String> skippedIn(WorkMachine work) {
    return IntStream.range(0, work.jobCount())
        .filter(job -> work.jobState(job) == JobState.SKIPPED)
        .mapToObj(job -> work.place(job).toString())
        .toList();
  }

  private OrderAnswer answerOf(Order.Result result, RequestKey key) {
    return switch (result) {
      case Order.Result.Done(var state) -> new OrderAnswer.Done(state);
      case Order.Result.No(var refused) ->
          // the same call, made at the same time, may have come first
          store
              .answered(key)
              .flatMap(store::find)
              .<OrderAnswer>map(work -> new OrderAnswer.Done(work.summary().state()))
              .orElse(new OrderAnswer.NotNow(refused));
      case Order.Result.RequestIdReused() -> new OrderAnswer.RequestIdReused();
      case Order.Result.Unrecorded() ->
          throw new StoreUnavailable("the audit cannot be written, so nothing was done", null);
    };
  }
}
