package dev.interlock.server.call;

import com.google.protobuf.Message;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NotAllowed;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.access.Rights;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.server.audit.AuditTrail;
import dev.interlock.server.identity.RightsBroken;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs calls, each on a virtual thread, up to a limit. The one place where whatever goes wrong in
/// a call becomes a refusal. Any thread.
public final class CallRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallRunner.class);

  /// Whoever pulls the emergency stop does not wait for a place among all others.
  private static final int STOPS_MAX = 1_000;

  private final Lane calls;
  private final CallRates rates;
  private final Lane stops = new Lane(STOPS_MAX);
  private final Function<Principal, Rights> rights;
  private final AuditTrail audit;
  private final CallTimes times;
  private volatile State state = State.STARTING;

  private enum State {
    STARTING,
    OPEN,
    CLOSED
  }

  /// Room for so many at once.
  private record Lane(int max, AtomicInteger underWay) {
    Lane(int max) {
      this(max, new AtomicInteger());
    }

    boolean enter() {
      if (underWay.incrementAndGet() > max) {
        underWay.decrementAndGet();
        return false;
      }
      return true;
    }

    void leave() {
      underWay.decrementAndGet();
    }
  }

  /// Refuses every call until [#open].
  ///
  /// @param callsMax how many calls may be under way at once, besides pulls of the emergency stop
  /// @param rights what somebody may do
  /// @param audit keeps what is decided
  /// @param rates how many each caller may make, pulls of the emergency stop aside
  public CallRunner(
      int callsMax,
      CallRates rates,
      Function<Principal, Rights> rights,
      AuditTrail audit,
      CallTimes times) {
    this.calls = new Lane(callsMax);
    this.rates = rates;
    this.rights = rights;
    this.audit = audit;
    this.times = times;
  }

  /// Takes calls from now on.
  public void open() {
    state = State.OPEN;
  }

  /// Starts a call whose request is a message already.
  ///
  /// @param caller who makes it
  /// @param then gets the answer, on the call's thread
  /// @return tells the call to end early; harmless when it has ended
  public <Q extends Message, R extends Message> Runnable start(
      Call<Q, R> call, KnownCaller caller, Q request, Consumer<Answer<R>> then) {
    return startReading(call, caller, () -> new Incoming.Whole<>(request), then);
  }

  /// Starts a call whose request is still to be read: on the call's thread, and only if it is taken
  /// at all.
  public <Q extends Message, R extends Message> Runnable startReading(
      Call<Q, R> call,
      KnownCaller caller,
      Supplier<Incoming<Q>> request,
      Consumer<Answer<R>> then) {
    long startedNanos = System.nanoTime();
    boolean isStop = isStop(call);
    Consumer<Refusal> refused = no -> then.accept(Answer.no(no));
    if (!isStop && isTooMany(caller, refused)) {
      return () -> {};
    }
    return start(
        isStop ? stops : calls,
        () -> {
          var answer = answer(call, caller, request);
          times.took(
              call.method().getFullMethodName(), codeOf(answer), System.nanoTime() - startedNanos);
          then.accept(answer);
        },
        refused);
  }

  private boolean isTooMany(KnownCaller caller, Consumer<Refusal> refused) {
    var wait = rates.tooMany(caller.principal().name());
    wait.ifPresent(pause -> refused.accept(Refusal.tooManyOfOne(rates.max(), pause)));
    return wait.isPresent();
  }

  private static Status.Code codeOf(Answer<?> answer) {
    return switch (answer) {
      case Answer.Ok<?> _ -> Status.Code.OK;
      case Answer.No<?>(var refusal) -> refusal.code();
    };
  }

  /// Starts what is more than one answer, a watch for instance.
  ///
  /// @param caller who makes it
  /// @return tells it to end early; harmless when it has ended
  public <Q extends Message, R extends Message> Runnable start(
      StreamedCall<Q, R> call, KnownCaller caller, Q request, Receiver<R> receiver) {
    if (isTooMany(caller, receiver::fail)) {
      return () -> {};
    }
    return start(
        calls,
        () -> {
          var asker =
              asker(
                  caller,
                  audit.decision(caller.principal(), caller.address(), actionOf(call.method())));
          call.body().answer(request, asker, new GuardedReceiver<>(receiver, call, asker, audit));
        },
        receiver::fail);
  }

  /// @param run the whole of it; must not throw
  /// @param refused is called instead when there is no room
  private Runnable start(Lane lane, Runnable run, Consumer<Refusal> refused) {
    switch (state) {
      case OPEN -> {}
      case STARTING -> {
        refused.accept(Refusal.starting());
        return () -> {};
      }
      case CLOSED -> {
        refused.accept(Refusal.shuttingDown());
        return () -> {};
      }
    }
    if (!lane.enter()) {
      refused.accept(Refusal.tooManyCalls(lane.max()));
      return () -> {};
    }
    var thread =
        Thread.startVirtualThread(() -> {
          try {
            run.run();
          } finally {
            lane.leave();
          }
        });
    return thread::interrupt;
  }

  private static boolean isStop(Call<?, ?> call) {
    return call.right().right().equals(Optional.of(Right.STOP));
  }

  private Asker asker(KnownCaller caller, Decision decision) {
    return new Asker(caller.principal(), rights.apply(caller.principal()), decision);
  }

  private <Q extends Message, R extends Message> Answer<R> answer(
      Call<Q, R> call, KnownCaller caller, Supplier<Incoming<Q>> request) {
    var decision = audit.decision(caller.principal(), caller.address(), actionOf(call.method()));
    return recorded(call, decision, carriedOut(call, caller, request, decision));
  }

  /// What the audit calls it: `WorkService/Submit`.
  private static String actionOf(MethodDescriptor<?, ?> method) {
    var name = method.getFullMethodName();
    return name.substring(name.lastIndexOf('.', name.indexOf('/')) + 1);
  }

  /// What changed anything is recorded by now, or was nothing new.
  private <R> Answer<R> recorded(Call<?, ?> call, Decision decision, Answer<R> answer) {
    if (decision.isRecorded()) {
      return answer;
    }
    boolean changes = call.right().changes();
    Optional<AuditEntry> entry =
        switch (answer) {
          case Answer.Ok<R> _ when changes -> Optional.of(decision.allowed(audit.now()));
          case Answer.No<R>(var refusal) when refusal.isDecision(changes) ->
              Optional.of(refusal.entry(decision, audit.now()));
          case Answer.Ok<R> _, Answer.No<R> _ -> Optional.empty();
        };
    boolean isKept = entry.isEmpty() || isKept(entry.get(), call, answer);
    return isKept || answer instanceof Answer.No || isStop(call)
        ? answer
        : Answer.no(Refusal.unrecorded());
  }

  /// A stop does not wait for the database to be recorded, and of one who may not stop anything
  /// only so many are recorded as they may make other calls.
  private boolean isKept(AuditEntry entry, Call<?, ?> call, Answer<?> answer) {
    if (!isStop(call)) {
      return audit.keep(entry);
    }
    boolean isTooMany =
        answer instanceof Answer.No && rates.tooMany(entry.who().actor()).isPresent();
    return isTooMany || audit.keepAtOnce(entry);
  }

  private <Q extends Message, R extends Message> Answer<R> carriedOut(
      Call<Q, R> call, KnownCaller caller, Supplier<Incoming<Q>> request, Decision decision) {
    try {
      var asker = asker(caller, decision);
      var answer =
          switch (request.get()) {
            case Incoming.Whole<Q>(var message) -> call.body().answer(message, asker);
            case Incoming.Unreadable<Q>(var problems) -> Answer.<R>no(Refusal.violated(problems));
          };
      if (answer instanceof Answer.Ok && !call.right().wasDemandedOf(asker)) {
        throw forgotten(call.method());
      }
      return answer;
    } catch (InterruptedException _) {
      return Answer.no(Refusal.cancelled());
    } catch (RuntimeException failed) {
      return Answer.no(refusalOf(failed, call.method().getFullMethodName()));
    }
  }

  static IllegalStateException forgotten(MethodDescriptor<?, ?> method) {
    return new IllegalStateException(
        "bug: %s was answered without the right that it declares".formatted(method));
  }

  /// What a caller is told of a failure; the rest is for the log.
  ///
  /// @param what failed, for the log
  public static Refusal refusalOf(RuntimeException failed, String what) {
    if (failed instanceof NotAllowed no) {
      return Refusal.notAllowed(no.right(), no.name());
    }
    if (failed instanceof RightsBroken) {
      return Refusal.rightsBroken();
    }
    if (failed instanceof StoreUnavailable) {
      log.atWarn().addKeyValue("call", what).log("the store does not answer", failed);
      return Refusal.storeUnavailable();
    }
    log.atError().addKeyValue("call", what).log("a call failed", failed);
    return Refusal.bug();
  }

  /// How many calls are under way.
  public int underWay() {
    return calls.underWay().get() + stops.underWay().get();
  }

  /// Refuses new calls from now on; those under way go on.
  @Override
  public void close() {
    state = State.CLOSED;
  }
}
