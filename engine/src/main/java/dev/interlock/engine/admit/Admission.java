package dev.interlock.engine.admit;

import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.policy.PolicyJudge;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopVerdict;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides whether a request may be stored, and whether a stored work may run. Nothing gets past
/// it: first the values, then each job against its job type, then the policies. Any thread.
public final class Admission {
  /// What an Exec that names no time is to start at.
  public static final Instant AT_ONCE = Instant.EPOCH;

  private final Rules rules;
  private final GivenApprovals approvals;
  private final Journal journal;
  private final InstantSource clock;
  private final Supplier<WorkId> ids;
  private final NewWorks newWorks = new NewWorks();

  /// What requests and works are judged by.
  public record Rules(
      JobTypes jobTypes,
      PolicySource policies,
      EmergencyStop stop,
      Approvers approvers,
      RequestLimits limits) {}

  /// Admits by these rules.
  ///
  /// @param ids gives an id that was never given before
  public Admission(Rules rules, Journal journal, InstantSource clock, Supplier<WorkId> ids) {
    this.rules = rules;
    this.approvals = new GivenApprovals(journal.store(), rules.approvers());
    this.journal = journal;
    this.clock = clock;
    this.ids = ids;
  }

  /// Stores the request as a new work, if it may ever run.
  public SubmitAnswer submit(WorkReq request, Caller caller) throws InterruptedException {
    return submit(request, Copy.OF_NONE, caller);
  }

  /// Of which work a request was made, and why.
  ///
  /// @param from the id of that work; empty when it was made of none
  public record Copy(String from, String reason) {
    /// Of a request that was made of no other work's.
    public static final Copy OF_NONE = new Copy("", "");
  }

  /// Like any submit, of a request that was made of another work's.
  public SubmitAnswer submit(WorkReq request, Copy copy, Caller caller)
      throws InterruptedException {
    var planHash = PlanHash.of(request);
    caller.decision().of(planHash);
    return switch (rule(request, caller.decision())) {
      case Ruling.Allowed(var asked) -> store(request, planHash, asked.approvals(), copy, caller);
      case Ruling.Violated(var violations) -> new SubmitAnswer.Rejected(violations);
      case Ruling.Broken(var problem) -> new SubmitAnswer.PoliciesBroken(problem);
      case Ruling.Stopped(var reason) -> new SubmitAnswer.Stopped(reason);
    };
  }

  private SubmitAnswer store(
      WorkReq request, String planHash, Approvals asked, Copy copy, Caller caller) {
    var now = now();
    var origin =
        new WorkRecord.Origin(
            request.name(),
            request.desc(),
            request.jobCount(),
            planHash,
            request.labels(),
            new WorkRecord.Submission(caller.actor(), now, copy.from(), copy.reason()),
            now.plus(rules.limits().expiry()).plus(asked.validFor()));
    var work = new WorkRecord(ids.get(), origin, 0, 1, WorkSummary.notStarted(origin.expiresAt()));
    var first = origin.firstEntry();
    var key = submitKey(planHash, copy, caller);
    caller.decision().aboutWork(work.id().toString());
    var submit = new Write.Submit(work, request, first, key);
    return switch (journal.write(submit, caller.decision())) {
      case WriteResult.Submitted(var id, var hash, var expiresAt) -> {
        caller.decision().aboutWork(id.toString());
        if (id.equals(work.id())) { // else it answers a call that was made before
          newWorks.add(new NewWorks.NewWork(work, request));
        }
        yield new SubmitAnswer.Accepted(id, hash, expiresAt, asked.people());
      }
      case WriteResult.RequestIdReused() -> {
        caller.decision().aboutWork(copy.from());
        yield new SubmitAnswer.RequestIdReused();
      }
      case WriteResult other -> throw bug("submit", other);
    };
  }

  /// What [#submit] would say.
  public CheckReport check(WorkReq request, Decision decision) throws InterruptedException {
    var ruling = judge(request, decision);
    var violations =
        switch (ruling) {
          case Ruling.Violated(var all) -> all;
          case Ruling.Broken(var problem) -> List.of(new Violation("", problem));
          case Ruling.Allowed _, Ruling.Stopped _ -> List.<Violation>of();
        };
    int approvals = ruling instanceof Ruling.Allowed(var asked) ? asked.approvals().people() : 0;
    var verdict = rules.stop().verdictFor(request.name());
    return new CheckReport(violations, verdict, PlanHash.of(request), approvals);
  }

  /// A work that was submitted a moment ago, as it was then: the first time it is asked for.
  public Optional<NewWorks.NewWork> newWork(WorkId id) {
    return newWorks.take(id);
  }

  /// Judges a stored work again, by what is in force now. Writes nothing.
  ///
  /// @param startAt when it is to start; may be past
  /// @return `Accepted` when it may run
  public ExecAnswer mayRun(WorkRecord work, WorkReq request, Instant startAt, Decision decision)
      throws InterruptedException {
    var expiresAt = work.origin().expiresAt();
    if (!clock.instant().isBefore(expiresAt)) {
      return new ExecAnswer.Expired(expiresAt);
    }
    decision.of(work.origin().planHash());
    return switch (rule(request, decision)) {
      case Ruling.Allowed(var asked) ->
          approvals
              .missing(work, request, asked, latest(startAt, clock.instant()))
              .<ExecAnswer>map(ExecAnswer.NotApproved::new)
              .orElseGet(ExecAnswer.Accepted::new);
      case Ruling.Violated(var violations) -> new ExecAnswer.Rejected(violations);
      case Ruling.Broken(var problem) -> new ExecAnswer.PoliciesBroken(problem);
      case Ruling.Stopped(var reason) -> new ExecAnswer.Stopped(reason);
    };
  }

  /// Judges a verb by what is in force now. Writes nothing.
  ///
  /// @param request of the work, as it would be run after the verb
  /// @return why the verb is refused; empty when it is not
  public Optional<OrderAnswer> refusal(
      Verb verb, WorkRecord work, WorkReq request, Decision decision) throws InterruptedException {
    if (rules.policies().current() instanceof PolicySource.Reading.InForce(var book)) {
      decision.judgedBy(book.version());
    }
    return switch (verb) {
      case Verb.Pause(), Verb.Stop(), Verb.Cancel(), Verb.Kill(), Verb.Deny() -> Optional.empty();
      case Verb.Resume() -> refusalToResume(work, request, decision);
      case Verb.ResolveJobs(_, var as) ->
          as == Resolution.RUN_AGAIN ? refusal(ruleAgain(request, decision)) : Optional.empty();
      case Verb.SetLimit(int block, int limit) -> {
        var blocks = request.blocks();
        boolean isMore = block >= 0 && block < blocks.size() && limit > blocks.get(block).limit();
        yield isMore ? refusalOfMore(work, request, block, limit, decision) : Optional.empty();
      }
      case Verb.SkipJobs(var jobs) -> refusalToSkip(jobs, request, decision);
      case Verb.Approve approve -> refusalToApprove(approve, work, request, decision);
    };
  }

  /// Nobody has approved that more of it run at once.
  private Optional<OrderAnswer> refusalOfMore(
      WorkRecord work, WorkReq request, int block, int limit, Decision decision)
      throws InterruptedException {
    var ruling = ruleAgain(Remainder.withLimit(request, block, limit), decision);
    boolean isAsked =
        ruling instanceof Ruling.Allowed(var asked) && asked.approvals().areAskedFor();
    return isAsked && limit > journal.store().requestOf(work.id()).blocks().get(block).limit()
        ? Optional.of(
            new OrderAnswer.Rejected(
                List.of(
                    new Violation(
                        "blocks[%d].rate_limit".formatted(block),
                        "is more than was approved; clone the work with it, and have that approved"))))
        : refusal(ruling);
  }

  /// What was executed and then held, and never began, begins by this: its approvals must still
  /// count.
  private Optional<OrderAnswer> refusalToResume(WorkRecord work, WorkReq request, Decision decision)
      throws InterruptedException {
    var ruling = ruleAgain(request, decision);
    boolean begins = work.summary().times().started().isEmpty();
    return ruling instanceof Ruling.Allowed(var asked) && begins
        ? approvals
            .missing(work, request, asked, clock.instant())
            .map(missing -> new OrderAnswer.NotNow(new Refused(Why.NOT_APPROVED, missing)))
        : refusal(ruling);
  }

  /// A stop keeps nobody from saying that the work may run once it is taken back.
  private Optional<OrderAnswer> refusalToApprove(
      Verb.Approve approve, WorkRecord work, WorkReq request, Decision decision)
      throws InterruptedException {
    if (VerbTable.cell(work.summary().state(), Verb.Kind.APPROVE)
        instanceof VerbTable.Cell.Refuses) {
      return Optional.empty(); // the work itself refuses it, and says why
    }
    decision.of(work.origin().planHash());
    var ruling = judge(request, decision);
    return ruling instanceof Ruling.Allowed(var asked)
        ? GivenApprovals.refusal(approve.planHash(), work, asked, decision.who().actor())
            .map(OrderAnswer.NotNow::new)
        : refusal(ruling);
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// What is left must pass the policies by itself: else a skip would be the way around them.
  private Optional<OrderAnswer> refusalToSkip(List<String> jobs, WorkReq request, Decision decision)
      throws InterruptedException {
    var left = Remainder.without(request, jobs);
    if (left.blocks().isEmpty()) {
      return Optional.empty(); // nothing of it runs
    }
    return switch (rules.policies().current()) {
      case PolicySource.Reading.Broken(var problem) ->
          Optional.of(new OrderAnswer.PoliciesBroken(problem));
      case PolicySource.Reading.InForce(var book) -> {
        decision.judgedBy(book.version());
        var judgement = PolicyJudge.judge(left, book);
        int asked = PolicyJudge.judge(request, book).approvals().people();
        if (judgement.violations().isEmpty() && judgement.approvals().people() > asked) {
          yield Optional.of(
              new OrderAnswer.NotNow(
                  new Refused(
                      Why.NOT_APPROVED,
                      "without these jobs the policies ask for more approvals; clone what is left, and have that approved")));
        }
        yield judgement.violations().isEmpty()
            ? Optional.empty()
            : Optional.of(new OrderAnswer.Rejected(RequestChecks.readable(judgement.violations())));
      }
    };
  }

  private static Optional<OrderAnswer> refusal(Ruling ruling) {
    return switch (ruling) {
      case Ruling.Allowed _ -> Optional.empty();
      case Ruling.Violated(var violations) -> Optional.of(new OrderAnswer.Rejected(violations));
      case Ruling.Broken(var problem) -> Optional.of(new OrderAnswer.PoliciesBroken(problem));
      case Ruling.Stopped(var reason) -> Optional.of(new OrderAnswer.Stopped(reason));
    };
  }

  /// The first entry for a work that may run, to be written with its Queue.
  ///
  /// @param startAt it must not start before; may be past
  public Write.Queue queue(WorkRecord work, Instant startAt, Caller caller) {
    var now = now();
    boolean isLater = startAt.isAfter(now);
    var queued = new Fact.Queued(caller.actor(), isLater ? startAt.toEpochMilli() : 0);
    var entry = new JournalEntry(work.seq() + 1, now, List.of(queued));
    long due = (isLater ? startAt : now).toEpochMilli();
    return new Write.Queue(work.id(), entry, due, execKey(work, startAt, caller));
  }

  /// What makes a Submit that is repeated recognisable.
  public static RequestKey submitKey(WorkReq request, Copy copy, Caller caller) {
    return submitKey(PlanHash.of(request), copy, caller);
  }

  private static RequestKey submitKey(String planHash, Copy copy, Caller caller) {
    var made = copy.from().isEmpty() ? "" : " of %s: %s".formatted(copy.from(), copy.reason());
    return RequestKey.of(caller.actor(), caller.requestId(), "submit " + planHash + made);
  }

  /// What makes a verb that is repeated recognisable.
  public static RequestKey orderKey(WorkId id, Verb verb, String reason, Caller caller) {
    return RequestKey.of(
        caller.actor(), caller.requestId(), "%s %s: %s".formatted(id, verb.asked(), reason));
  }

  /// What makes an Exec that is repeated recognisable.
  public static RequestKey execKey(WorkRecord work, Instant startAt, Caller caller) {
    var later = startAt.equals(AT_ONCE) ? "" : " at " + startAt;
    return RequestKey.of(caller.actor(), caller.requestId(), "exec " + work.id() + later);
  }

  private sealed interface Ruling {
    record Allowed(GivenApprovals.Asked asked) implements Ruling {}

    record Violated(List<Violation> violations) implements Ruling {}

    record Broken(String problem) implements Ruling {}

    record Stopped(String reason) implements Ruling {}
  }

  /// What would run after a verb, by what is in force now.
  private Ruling ruleAgain(WorkReq request, Decision decision) throws InterruptedException {
    decision.of(PlanHash.of(request));
    return rule(request, decision);
  }

  /// By the request itself, the policies and then the emergency stop.
  private Ruling rule(WorkReq request, Decision decision) throws InterruptedException {
    var ruling = judge(request, decision);
    if (!(ruling instanceof Ruling.Allowed)) {
      return ruling;
    }
    return switch (rules.stop().verdictFor(request.name())) {
      case StopVerdict.Go _ -> ruling;
      case StopVerdict.Hold(var reason) -> new Ruling.Stopped(reason);
      case StopVerdict.Stop(var reason) -> new Ruling.Stopped(reason);
    };
  }

  private Ruling judge(WorkReq request, Decision decision) throws InterruptedException {
    var values = RequestChecks.ofValues(request, rules.limits());
    if (RequestChecks.isTooLarge(request, rules.limits())) {
      return new Ruling.Violated(values); // not worth anybody's time
    }
    return switch (rules.policies().current()) {
      case PolicySource.Reading.InForce(var book) -> {
        decision.judgedBy(book.version());
        var violations = new ArrayList<>(values);
        violations.addAll(RequestChecks.ofJobs(request, rules.jobTypes()));
        var judgement = PolicyJudge.judge(request, book);
        violations.addAll(judgement.violations());
        yield violations.isEmpty()
            ? new Ruling.Allowed(new GivenApprovals.Asked(judgement.approvals(), book.version()))
            : new Ruling.Violated(RequestChecks.readable(violations));
      }
      case PolicySource.Reading.Broken(var problem) ->
          new Ruling.Broken("the policy configuration is bad, so nothing new may run: " + problem);
    };
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.instant().toEpochMilli());
  }

  private static IllegalStateException bug(String what, WriteResult result) {
    return new IllegalStateException("bug: the store answered %s to %s".formatted(result, what));
  }
}
