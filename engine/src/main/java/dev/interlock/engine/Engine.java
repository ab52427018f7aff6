package dev.interlock.engine;

import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CheckReport;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.NewWorks;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.execute.ClaimLoop;
import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.execute.LiveWorks;
import dev.interlock.engine.execute.RunParts;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.WatchFeed;
import dev.interlock.engine.watch.Watchers;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Everything that a caller can ask for: the front of the engine.
///
/// Any thread; all methods but [#list] may wait for the store or a runner, so call them on a
/// virtual thread. All throw [dev.interlock.engine.journal.StoreUnavailable] when the store does
/// not answer.
public final class Engine implements AutoCloseable {
  private static final Duration RUNNER_PATIENCE = Duration.ofSeconds(2);
  private static final Duration END_POLL = Duration.ofMillis(200);

  private final Admission admission;
  private final EmergencyStop stop;
  private final WorkStore store;
  private final Journal journal;
  private final Watchers watchers;
  private final LiveWorks live;
  private final ClaimLoop claims;
  private final Clock clock;

  public Engine(Admission admission, RunParts parts, LiveWorks live, ClaimLoop claims) {
    this.admission = admission;
    this.stop = parts.stop();
    this.store = parts.store();
    this.journal = parts.journal();
    this.watchers = parts.watchers();
    this.live = live;
    this.claims = claims;
    this.clock = parts.clock();
  }

  /// Reads the emergency stop, then goes on with the works that the last process left.
  public void start() {
    stop.tells(all -> {
      claims.obeyStop();
      return live.obey(all);
    });
    stop.start();
    claims.start();
  }

  /// Stores the request as a new work, if it may ever run. A call that repeats one that was
  /// accepted gets that one's answer, whatever is in force by now.
  public SubmitAnswer submit(WorkReq request, Caller caller) throws InterruptedException {
    var answer = admission.submit(request, caller);
    boolean mayRepeat =
        !caller.requestId().isEmpty()
            && !(answer instanceof SubmitAnswer.Accepted)
            && !(answer instanceof SubmitAnswer.RequestIdReused);
    return mayRepeat ? acceptedBefore(request, caller).orElse(answer) : answer;
  }

  private Optional<SubmitAnswer> acceptedBefore(WorkReq request, Caller caller) {
    return store
        .submitted(Admission.submitKey(request, caller))
        .flatMap(store::find)
        .map(work ->
            new SubmitAnswer.Accepted(
                work.id(), work.origin().planHash(), work.origin().expiresAt()));
  }

  public CheckReport check(WorkReq request) throws InterruptedException {
    return admission.check(request);
  }

  /// Lets a submitted work run.
  public ExecAnswer exec(WorkId id, Caller caller) throws InterruptedException {
    var found =
        admission
            .newWork(id)
            .or(() -> store.find(id).map(work -> new NewWorks.NewWork(work, requestOf(id))));
    if (found.isEmpty()) {
      return new ExecAnswer.NoSuchWork();
    }
    var work = found.get().record();
    var request = found.get().request();
    if (work.summary().state() != WorkState.NOT_STARTED) {
      return queue(work, request, caller); // the store knows whether this call was made before
    }
    var answer = admission.mayRun(work, request);
    return answer instanceof ExecAnswer.Accepted ? queue(work, request, caller) : answer;
  }

  private ExecAnswer queue(WorkRecord work, WorkReq request, Caller caller)
      throws InterruptedException {
    boolean isNew = work.summary().state() == WorkState.NOT_STARTED;
    boolean isItsTurn = !claims.hasWorksWithoutRoom();
    if (isNew && isItsTurn && live.takeRoom(work.id())) {
      var folded = Folded.of(List.of(work.origin().firstEntry()), request);
      var key = Admission.execKey(work, caller);
      return answerOf(live.begin(work, folded, caller.actor(), key));
    }
    try {
      return answerOf(journal.write(admission.queue(work, caller)));
    } finally {
      claims.wake();
    }
  }

  private static ExecAnswer answerOf(WriteResult result) {
    return switch (result) {
      case WriteResult.Done(), WriteResult.Claimed _ -> new ExecAnswer.Accepted();
      case WriteResult.NotNow(var state) -> new ExecAnswer.AlreadyExecuted(state);
      case WriteResult.NoSuchWork() -> new ExecAnswer.NoSuchWork();
      case WriteResult.RequestIdReused() -> new ExecAnswer.RequestIdReused();
      case WriteResult other ->
          throw new IllegalStateException("bug: the store answered %s to a queue".formatted(other));
    };
  }

  /// Has an operator's verb carried out.
  ///
  /// @param reason why; kept in the journal
  public OrderAnswer order(WorkId id, Verb verb, String reason, Caller caller)
      throws InterruptedException {
    return new OrderAnswer.NoSuchWork();
  }

  /// The request of a work.
  public Optional<WorkReq> request(WorkId id) {
    return store.request(id);
  }

  /// Submits a request that was made of another work's, and is linked to it.
  ///
  /// @param from the work that it was made of
  /// @param request the new one, with its edits
  public CopyAnswer copy(WorkId from, WorkReq request, String reason, Caller caller)
      throws InterruptedException {
    return new CopyAnswer.NoSuchWork();
  }

  /// Submits what is not done of a work that has ended: without the jobs that completed or were
  /// skipped, and without the sequences and blocks that nothing is left of.
  public CopyAnswer retryFailed(WorkId from, UnknownJobs unknown, String reason, Caller caller)
      throws InterruptedException {
    return new CopyAnswer.NoSuchWork();
  }

  /// Shows a work as it is: by its runner while it is live, else as it is stored.
  ///
  /// @param view must be quick, and must not keep what it is given
  /// @return empty when there is no such work
  public <T> Optional<T> look(WorkId id, Function<WorkLook, T> view) throws InterruptedException {
    var seen = live.look(id, RUNNER_PATIENCE, view);
    return seen.isPresent() ? seen : lookInStore(id, view);
  }

  /// Shows a work once it has ended, or after `wait` as it then is.
  ///
  /// @return empty when there is no such work
  public <T> Optional<T> lookWhenEnded(WorkId id, Duration wait, Function<WorkLook, T> view)
      throws InterruptedException {
    long deadline = clock.nanos() + wait.toNanos();
    while (true) {
      var left = Duration.ofNanos(Math.max(0, deadline - clock.nanos()));
      var seen = live.lookWhenEnded(id, left, view);
      if (seen.isPresent()) {
        return seen;
      }
      var work = store.find(id);
      if (left.isZero() || work.isEmpty() || work.get().summary().state().isTerminal()) {
        return look(id, view);
      }
      clock.sleep(left.compareTo(END_POLL) < 0 ? left : END_POLL);
    }
  }

  private <T> Optional<T> lookInStore(WorkId id, Function<WorkLook, T> view) {
    var found = store.find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var folded = Folded.from(store, id, requestOf(id));
    var machine = folded.machine();
    var work = found.get();
    // the fold may have seen appends that came after the row was read
    var now =
        new WorkRecord(id, work.origin(), work.fence(), folded.seq(), WorkSummary.of(machine));
    return Optional.of(view.apply(new WorkLook(now, machine, _ -> Optional.empty())));
  }

  /// Up to `max` works, newest first, that come after `after`.
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return store.list(filter, after, max);
  }

  /// Follows a work from its entry after `afterSeq` to its end.
  ///
  /// @return empty when there is no such work
  public Optional<WatchFeed> watch(WorkId id, long afterSeq) {
    return store.request(id).map(request -> WatchFeed.open(store, watchers, id, request, afterSeq));
  }

  public EmergencyStop stop() {
    return stop;
  }

  private WorkReq requestOf(WorkId id) {
    return store
        .request(id)
        .orElseThrow(() -> new IllegalStateException("bug: %s has no request".formatted(id)));
  }

  /// Starts nothing more and lets go of what runs: the next start goes on with it.
  @Override
  public void close() {
    claims.close();
    live.handOff();
    stop.close();
  }
}
