package dev.interlock.engine;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Admission.Copy;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CheckReport;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.NewWorks;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.Unfinished;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.execute.AttemptText;
import dev.interlock.engine.execute.ClaimLoop;
import dev.interlock.engine.execute.Claims;
import dev.interlock.engine.execute.Folded;
import dev.interlock.engine.execute.LiveWorks;
import dev.interlock.engine.execute.Looks;
import dev.interlock.engine.execute.RunParts;
import dev.interlock.engine.execute.StoredWorks;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StoppableWorks;
import dev.interlock.engine.stop.UnendedWorks;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.WatchFeed;
import dev.interlock.engine.watch.Watchers;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything that a caller can ask for: the front of the engine.
///
/// Any thread; all methods but [#list] may wait for the store or a runner, so call them on a
/// virtual thread. All throw [dev.interlock.engine.journal.StoreUnavailable] when the store does
/// not answer.
public final class Engine implements AutoCloseable {
  /// Asks for the attempt that was started last.
  public static final int LAST_ATTEMPT = 0;

  /// What an Exec comes to when the work is not as it was read: nothing but an approval is written
  /// to one that was not executed.
  private static final ExecAnswer APPROVED_MEANWHILE =
      new ExecAnswer.AlreadyExecuted(WorkState.NOT_STARTED);

  private static final Duration RUNNER_PATIENCE = Duration.ofSeconds(2);

  private final Admission admission;
  private final EmergencyStop stop;
  private final WorkStore store;
  private final Journal journal;
  private final Watchers watchers;
  private final LiveWorks live;
  private final Looks looks;
  private final Orders orders;
  private final ClaimLoop claims;
  private final @Nullable Neighbours neighbours;
  private final Tenure tenure;
  private final Clock clock;

  /// @param neighbours null where no other replica may share the store
  public Engine(
      Admission admission,
      RunParts parts,
      LiveWorks live,
      Claims ordered,
      ClaimLoop claims,
      @Nullable Neighbours neighbours) {
    this.admission = admission;
    this.stop = parts.stop();
    this.store = parts.journal().store();
    this.journal = parts.journal();
    this.watchers = parts.watchers();
    this.live = live;
    this.looks = new Looks(live, store, parts.clock());
    this.orders = new Orders(admission, looks, ordered, neighbours);
    this.claims = claims;
    this.neighbours = neighbours;
    this.tenure = parts.tenure();
    this.clock = parts.clock();
  }

  /// Reads the emergency stop, then goes on with the works that the last process left.
  public void start() {
    stop.tells(
        new StoppableWorks() {
          @Override
          public int running(String scope) {
            return live.running(scope);
          }

          @Override
          public void obey(EmergencyStop all) {
            claims.obeyStop();
            live.obey(all);
          }
        });
    stop.start();
    claims.start();
    tenure.start(live::disown, claims::lookAtAll, this::obeyDrain);
    if (neighbours != null) {
      neighbours.start(this::order, claims::wake);
    }
  }

  private void obeyDrain() {
    live.lookAgain();
    claims.wake();
  }

  /// Stores the request as a new work, if it may ever run. A call that repeats one that was
  /// accepted gets that one's answer, whatever is in force by now.
  public SubmitAnswer submit(WorkReq request, Caller caller) throws InterruptedException {
    return submit(request, Copy.OF_NONE, caller);
  }

  private SubmitAnswer submit(WorkReq request, Copy copy, Caller caller)
      throws InterruptedException {
    var answer = admission.submit(request, copy, caller);
    boolean mayRepeat =
        !caller.requestId().isEmpty()
            && !(answer instanceof SubmitAnswer.Accepted)
            && !(answer instanceof SubmitAnswer.RequestIdReused);
    return mayRepeat ? acceptedBefore(request, copy, caller).orElse(answer) : answer;
  }

  private Optional<SubmitAnswer> acceptedBefore(WorkReq request, Copy copy, Caller caller) {
    return store
        .answered(Admission.submitKey(request, copy, caller))
        .flatMap(store::find)
        .map(work -> {
          caller.decision().aboutWork(work.id().toString());
          return new SubmitAnswer.Accepted(
              work.id(), work.origin().planHash(), work.origin().expiresAt(), 0);
        });
  }

  /// What [#submit] would say.
  public CheckReport check(WorkReq request, Caller caller) throws InterruptedException {
    return admission.check(request, caller.decision());
  }

  /// Lets a submitted work run.
  ///
  /// @param startAt it does not start before; [Admission#AT_ONCE] or any time that is past for now
  public ExecAnswer exec(WorkId id, Instant startAt, Caller caller) throws InterruptedException {
    for (var found = admission.newWork(id).or(() -> stored(id)); found.isPresent(); ) {
      var answer = exec(found.get().record(), found.get().request(), startAt, caller);
      if (!answer.equals(APPROVED_MEANWHILE)) {
        return answer;
      }
      found = stored(id);
    }
    return new ExecAnswer.NoSuchWork();
  }

  private Optional<NewWorks.NewWork> stored(WorkId id) {
    return store.find(id).map(work -> new NewWorks.NewWork(work, store.requestOf(id)));
  }

  private ExecAnswer exec(WorkRecord work, WorkReq request, Instant startAt, Caller caller)
      throws InterruptedException {
    return switch (work.summary().state()) {
      case NOT_STARTED -> {
        var answer = admission.mayRun(work, request, startAt, caller.decision());
        if (answer instanceof ExecAnswer.Accepted) {
          yield execNow(work, request, startAt, caller);
        }
        // another server may have carried this very call out, whose answer was lost
        var key = Admission.execKey(work, startAt, caller);
        boolean isRepeated = !key.isNone() && store.answered(key).isPresent();
        yield isRepeated ? new ExecAnswer.Accepted() : answer;
      }
      case EXPIRED -> new ExecAnswer.Expired(work.origin().expiresAt());
      // the store knows whether this call was made before
      default -> answerOf(journal.write(admission.queue(work, startAt, caller), caller.decision()));
    };
  }

  private ExecAnswer execNow(WorkRecord work, WorkReq request, Instant startAt, Caller caller)
      throws InterruptedException {
    boolean isLater = startAt.isAfter(clock.instant());
    boolean isUntouched = work.seq() == 1 && work.fence() == 0;
    if (isUntouched && !isLater && !claims.hasWorksWithoutRoom() && live.takeRoom(work.id())) {
      var folded = Folded.of(List.of(work.origin().firstEntry()), request);
      var key = Admission.execKey(work, startAt, caller);
      return answerOf(live.begin(work, folded, caller.decision(), key));
    }
    try {
      return answerOf(journal.write(admission.queue(work, startAt, caller), caller.decision()));
    } finally {
      claims.rests(work.origin().name());
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

  /// Has an operator's verb carried out, by whatever replica runs the work.
  ///
  /// @param reason why; kept in the journal
  public OrderAnswer order(WorkId id, Verb verb, String reason, Caller caller)
      throws InterruptedException {
    return orders.order(id, verb, reason, caller);
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
    return store.find(from).isEmpty()
        ? new CopyAnswer.NoSuchWork()
        : new CopyAnswer.Submitted(submit(request, new Copy(from.toString(), reason), caller));
  }

  /// What is not done of a work that has ended: without the jobs that completed or were skipped,
  /// and without the sequences and blocks that nothing is left of.
  ///
  /// @return empty when there is no such work
  public Optional<Unfinished> unfinished(WorkId id, UnknownJobs unknown)
      throws InterruptedException {
    return look(id, look -> Unfinished.of(look.machine(), unknown));
  }

  /// Submits what is not done of a work that has ended.
  public CopyAnswer retryFailed(WorkId from, UnknownJobs unknown, String reason, Caller caller)
      throws InterruptedException {
    var made = unfinished(from, unknown);
    if (made.isEmpty()) {
      return new CopyAnswer.NoSuchWork();
    }
    return switch (made.get()) {
      case Unfinished.None(var refused) -> new CopyAnswer.NotNow(refused);
      case Unfinished.Of(var request) -> copy(from, request, reason, caller);
    };
  }

  /// Shows a work as it is: by its runner while it is live, else as it is stored.
  ///
  /// @param view must be quick, and must not keep what it is given
  /// @return empty when there is no such work
  public <T> Optional<T> look(WorkId id, Function<WorkLook, T> view) throws InterruptedException {
    return looks.look(id, view);
  }

  /// Shows a work once it has ended, or after `wait` as it then is.
  ///
  /// @return empty when there is no such work
  public <T> Optional<T> lookWhenEnded(WorkId id, Duration wait, Function<WorkLook, T> view)
      throws InterruptedException {
    return looks.lookWhenEnded(id, wait, view);
  }

  /// Works as they are stored.
  public StoredWorks stored() {
    return looks.stored();
  }

  /// What an attempt wrote, as far as it is kept; of one that runs, so far.
  ///
  /// @param job where the request has it: `blocks[2].jobs[7]`
  /// @param attempt from 1, or [#LAST_ATTEMPT]
  /// @return empty when there is no such work, job or attempt
  public Optional<AttemptText> output(WorkId id, String job, int attempt)
      throws InterruptedException {
    var asked = look(id, look -> AttemptText.of(look, job, attempt)).flatMap(found -> found);
    return asked.map(text ->
        text.isRunning()
            ? text
            : text.with(store.output(id, text.job(), text.attempt()).orElse("")));
  }

  /// Up to `max` works, newest first, that come after `after`.
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    return store.list(filter, after, max).stream().map(live::asItRuns).toList();
  }

  /// Up to `max` entries of a work's journal, after `afterSeq`.
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    return store.journal(id, afterSeq, max);
  }

  /// Follows a work from its entry after `afterSeq` to its end.
  ///
  /// @return empty when there is no such work
  public Optional<WatchFeed> watch(WorkId id, long afterSeq) {
    return store.find(id).map(work -> watchers.watch(work, afterSeq, () -> sharedRequestOf(id)));
  }

  /// The request of a work: that of its runner, while it is live.
  private WorkReq sharedRequestOf(WorkId id) throws InterruptedException {
    return live.look(id, RUNNER_PATIENCE, look -> look.machine().request())
        .orElseGet(() -> store.requestOf(id));
  }

  /// Up to `max` rows of the audit that come after `after` in the filter's order.
  public List<AuditRow> audit(AuditFilter filter, long after, int max) {
    return store.audit(filter, after, max);
  }

  /// The end of the audit.
  public AuditHead auditHead() {
    return store.auditHead();
  }

  public EmergencyStop stop() {
    return stop;
  }

  /// The works that the emergency stop is about.
  ///
  /// @param names only works of these
  public UnendedWorks unended(NameScope names) {
    return UnendedWorks.in(store, names);
  }

  /// What a work is called.
  ///
  /// @return empty when there is no such work
  Optional<String> nameOf(WorkId id) {
    return store.find(id).map(work -> work.origin().name());
  }

  /// Starts nothing more and lets go of what runs: the next start goes on with it.
  @Override
  public void close() {
    claims.close();
    live.handOff();
    if (neighbours != null) {
      neighbours.close();
    }
    tenure.close();
    stop.close();
  }
}
