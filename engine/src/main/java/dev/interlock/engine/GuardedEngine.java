package dev.interlock.engine;

import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CheckReport;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.Unfinished;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.execute.AttemptText;
import dev.interlock.engine.execute.StoredWorks;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkFilter;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.ReleaseAnswer;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.stop.UnendedWorks;
import dev.interlock.engine.watch.WatchFeed;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The only way from a call to the engine: it finds what the call is about, demands the right for
/// that, and only then acts, on the same. Whoever may not see a work is answered as if there were
/// none; whoever sees it and may do no more gets [dev.interlock.engine.access.NotAllowed]. Any
/// thread, and throws and waits as [Engine] does.
///
/// A work keeps its name for ever, so what a right was demanded for cannot become something else
/// before it is acted on.
public final class GuardedEngine {
  private static final Refused NO_PERSON =
      new Refused(
          Why.NOT_A_PERSON,
          "only people approve: sign in by an issuer whose tokens say that they are a person's");

  private final Engine engine;
  private final WorkNames names;

  public GuardedEngine(Engine engine) {
    this.engine = engine;
    this.names = new WorkNames(engine::nameOf);
  }

  /// @return the name of a work, if the asker may see it
  private Optional<String> seen(WorkId id, Asker asker) {
    var scope = asker.demandForSome(Right.VIEW);
    asker.decision().aboutWork(id.toString());
    return names.of(id).filter(scope::has);
  }

  /// As [Engine#submit].
  public SubmitAnswer submit(WorkReq request, String requestId, Asker asker)
      throws InterruptedException {
    asker.demand(Right.SUBMIT, request.name());
    return named(request, engine.submit(request, new Caller(asker.decision(), requestId)));
  }

  /// Most works are asked for a moment later.
  private SubmitAnswer named(WorkReq request, SubmitAnswer answer) {
    if (answer instanceof SubmitAnswer.Accepted accepted) {
      names.put(accepted.id(), request.name());
    }
    return answer;
  }

  /// As [Engine#check].
  public CheckReport check(WorkReq request, Asker asker) throws InterruptedException {
    asker.demand(Right.SUBMIT, request.name());
    return engine.check(request, new Caller(asker.decision(), ""));
  }

  /// As [Engine#exec].
  public ExecAnswer exec(WorkId id, Instant startAt, String requestId, Asker asker)
      throws InterruptedException {
    var name = seen(id, asker);
    if (name.isEmpty()) {
      return new ExecAnswer.NoSuchWork();
    }
    asker.demand(Right.EXECUTE, name.get());
    return engine.exec(id, startAt, new Caller(asker.decision(), requestId));
  }

  /// As [Engine#order], of [Verb.Approve].
  ///
  /// @param planHash of what the asker looked at
  public OrderAnswer approve(
      WorkId id, String planHash, String reason, String requestId, Asker asker)
      throws InterruptedException {
    var who = asker.principal();
    var verb = new Verb.Approve(planHash, who.groups().stream().sorted().toList());
    return order(id, verb, reason, requestId, asker);
  }

  /// As [Engine#order].
  public OrderAnswer order(WorkId id, Verb verb, String reason, String requestId, Asker asker)
      throws InterruptedException {
    var name = seen(id, asker);
    if (name.isEmpty()) {
      return new OrderAnswer.NoSuchWork();
    }
    asker.decision().because(reason);
    asker.decision().doing(verb.asked());
    asker.demand(rightFor(verb), name.get());
    return verb instanceof Verb.Approve && !asker.principal().isPerson()
        ? new OrderAnswer.NotNow(NO_PERSON)
        : engine.order(id, verb, reason, new Caller(asker.decision(), requestId));
  }

  private static Right rightFor(Verb verb) {
    return switch (verb) {
      case Verb.Approve _, Verb.Deny() -> Right.APPROVE;
      case Verb.Pause(),
          Verb.Resume(),
          Verb.Stop(),
          Verb.Cancel(),
          Verb.Kill(),
          Verb.SkipJobs _,
          Verb.ResolveJobs _,
          Verb.SetLimit _ ->
          Right.OPERATE;
    };
  }

  /// As [Engine#request].
  public Optional<WorkReq> request(WorkId id, Asker asker) {
    return seen(id, asker).flatMap(_ -> engine.request(id));
  }

  /// As [Engine#copy]; the new work is the asker's own, whoever submitted the other.
  public CopyAnswer copy(WorkId from, WorkReq request, String reason, String requestId, Asker asker)
      throws InterruptedException {
    if (seen(from, asker).isEmpty()) {
      return new CopyAnswer.NoSuchWork();
    }
    asker.decision().because(reason);
    asker.demand(Right.SUBMIT, request.name());
    var caller = new Caller(asker.decision(), requestId);
    return named(request, engine.copy(from, request, reason, caller));
  }

  private CopyAnswer named(WorkReq request, CopyAnswer answer) {
    if (answer instanceof CopyAnswer.Submitted(var submitted)) {
      var _ = named(request, submitted);
    }
    return answer;
  }

  /// As [Engine#unfinished].
  public Optional<Unfinished> unfinished(WorkId id, UnknownJobs unknown, Asker asker)
      throws InterruptedException {
    return seen(id, asker).isEmpty() ? Optional.empty() : engine.unfinished(id, unknown);
  }

  /// As [Engine#retryFailed].
  public CopyAnswer retryFailed(
      WorkId from, UnknownJobs unknown, String reason, String requestId, Asker asker)
      throws InterruptedException {
    var name = seen(from, asker);
    if (name.isEmpty()) {
      return new CopyAnswer.NoSuchWork();
    }
    asker.decision().because(reason);
    asker.demand(Right.SUBMIT, name.get());
    return engine.retryFailed(from, unknown, reason, new Caller(asker.decision(), requestId));
  }

  /// As [Engine#look].
  public <T> Optional<T> look(WorkId id, Function<WorkLook, T> view, Asker asker)
      throws InterruptedException {
    return seen(id, asker).isEmpty() ? Optional.empty() : engine.look(id, view);
  }

  /// As [Engine#lookWhenEnded].
  public <T> Optional<T> lookWhenEnded(
      WorkId id, Duration wait, Function<WorkLook, T> view, Asker asker)
      throws InterruptedException {
    return seen(id, asker).isEmpty()
        ? Optional.empty()
        : engine.lookWhenEnded(id, wait, view).filter(_ -> maySee(id, asker));
  }

  /// As [Engine#stored], for one work.
  public Optional<StoredWorks> stored(WorkId id, Asker asker) {
    return seen(id, asker).map(_ -> engine.stored());
  }

  /// As [Engine#output].
  public Optional<AttemptText> output(WorkId id, String job, int attempt, Asker asker)
      throws InterruptedException {
    return seen(id, asker).isEmpty() ? Optional.empty() : engine.output(id, job, attempt);
  }

  /// As [Engine#list], of works that the asker may see.
  public List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max, Asker asker) {
    return engine.list(filter.within(asker.demandForSome(Right.VIEW)), after, max);
  }

  /// As [Engine#journal], of a work that the asker was shown before.
  ///
  /// @throws dev.interlock.engine.access.NotAllowed when they may not see it any more: what they
  ///   read must not seem to end here
  public List<JournalEntry> journal(WorkId id, long afterSeq, int max, Asker asker) {
    names.of(id).ifPresent(name -> asker.demand(Right.VIEW, name));
    return engine.journal(id, afterSeq, max);
  }

  /// Whether the asker may see a work at this moment, for what takes long.
  public boolean maySee(WorkId id, Asker asker) {
    return names.of(id).filter(name -> asker.may(Right.VIEW, name)).isPresent();
  }

  /// As [Engine#watch]; ask [#maySee] before each thing that is passed on.
  public Optional<WatchFeed> watch(WorkId id, long afterSeq, Asker asker) {
    return seen(id, asker).flatMap(_ -> engine.watch(id, afterSeq));
  }

  /// As [EmergencyStop#verdictFor], for who may submit works of the name.
  public StopVerdict verdict(String name, Asker asker) {
    asker.demand(Right.SUBMIT, name);
    return engine.stop().verdictFor(name);
  }

  /// As [EmergencyStop#order].
  public Optional<EmergencyStop.Ordered> stop(
      String name, String reason, RequestKey key, Asker asker) {
    asker.decision().because(reason);
    demand(Right.STOP, name, asker);
    return engine.stop().order(name, reason, asker.decision(), key);
  }

  /// As [EmergencyStop#release]; where that takes two, only people count.
  public ReleaseAnswer release(String name, String reason, RequestKey key, Asker asker) {
    asker.decision().because(reason);
    demand(Right.RELEASE, name, asker);
    if (engine.stop().needsTwoToRelease() && !asker.principal().isPerson()) {
      return new ReleaseAnswer.NotAPerson();
    }
    return engine
        .stop()
        .release(name, reason, asker.decision(), key)
        .<ReleaseAnswer>map(ReleaseAnswer.Taken::new)
        .orElseGet(ReleaseAnswer.RequestIdReused::new);
  }

  private static void demand(Right right, String name, Asker asker) {
    if (name.equals(EmergencyStop.ALL)) {
      asker.demandForAll(right);
    } else {
      asker.demand(right, name);
    }
  }

  /// As [EmergencyStop#entries]: those of names that the asker may see, and those of all names.
  public List<EmergencyStop.Listed> stops(Asker asker) {
    var scope = asker.demandForSome(Right.VIEW);
    return engine.stop().entries().stream()
        .filter(listed -> isShown(listed.entry().name(), scope))
        .toList();
  }

  private static boolean isShown(String name, NameScope scope) {
    return name.equals(EmergencyStop.ALL) || scope.has(name);
  }

  /// As [Engine#audit], about works of names that the asker may audit.
  public List<AuditRow> audit(AuditFilter filter, long after, int max, Asker asker) {
    return engine.audit(filter.within(asker.demandForSome(Right.AUDIT)), after, max);
  }

  /// As [Engine#auditHead].
  public AuditHead auditHead(Asker asker) {
    asker.demandForSome(Right.AUDIT);
    return engine.auditHead();
  }

  /// As [EmergencyStop#sources].
  public List<EmergencyStop.SourceHealth> stopSources(Asker asker) {
    asker.demandForSome(Right.VIEW);
    return engine.stop().sources();
  }

  /// As [Engine#unended], of works that the asker may see.
  public UnendedWorks unended(Asker asker) {
    return engine.unended(asker.demandForSome(Right.VIEW));
  }

  /// As [UnendedWorks#heldBackBy].
  public int heldBack(UnendedWorks works) {
    return works.heldBackBy(engine.stop());
  }
}
