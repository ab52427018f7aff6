package dev.interlock.engine.admit;

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
import dev.interlock.engine.work.WorkId;
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
  private final JobTypes jobTypes;
  private final PolicySource policies;
  private final EmergencyStop stop;
  private final Journal journal;
  private final RequestLimits limits;
  private final InstantSource clock;
  private final Supplier<WorkId> ids;
  private final NewWorks newWorks = new NewWorks();

  /// Admits by these rules.
  ///
  /// @param ids gives an id that was never given before
  public Admission(
      JobTypes jobTypes,
      PolicySource policies,
      EmergencyStop stop,
      Journal journal,
      RequestLimits limits,
      InstantSource clock,
      Supplier<WorkId> ids) {
    this.jobTypes = jobTypes;
    this.policies = policies;
    this.stop = stop;
    this.journal = journal;
    this.limits = limits;
    this.clock = clock;
    this.ids = ids;
  }

  /// Stores the request as a new work, if it may ever run.
  public SubmitAnswer submit(WorkReq request, Caller caller) throws InterruptedException {
    return switch (judge(request)) {
      case Judgement.Broken(var problem) -> new SubmitAnswer.PoliciesBroken(problem);
      case Judgement.Violated(var violations) -> new SubmitAnswer.Rejected(violations);
      case Judgement.Allowed() ->
          switch (stop.verdictFor(request.name())) {
            case StopVerdict.Go _ -> store(request, caller);
            case StopVerdict.Hold(var reason) -> new SubmitAnswer.Stopped(reason);
            case StopVerdict.Stop(var reason) -> new SubmitAnswer.Stopped(reason);
          };
    };
  }

  private SubmitAnswer store(WorkReq request, Caller caller) {
    var now = now();
    var planHash = PlanHash.of(request);
    var origin =
        new WorkRecord.Origin(
            request.name(),
            request.desc(),
            request.jobCount(),
            planHash,
            caller.actor(),
            now,
            now.plus(limits.expiry()));
    var work = new WorkRecord(ids.get(), origin, 0, 1, WorkSummary.notStarted());
    var first = origin.firstEntry();
    var key = submitKey(planHash, caller);
    return switch (journal.write(new Write.Submit(work, request, first, key))) {
      case WriteResult.Submitted(var id, var hash, var expiresAt) -> {
        if (id.equals(work.id())) { // else it answers a call that was made before
          newWorks.add(new NewWorks.NewWork(work, request));
        }
        yield new SubmitAnswer.Accepted(id, hash, expiresAt);
      }
      case WriteResult.RequestIdReused() -> new SubmitAnswer.RequestIdReused();
      case WriteResult other -> throw bug("submit", other);
    };
  }

  /// What [#submit] would say.
  public CheckReport check(WorkReq request) throws InterruptedException {
    var violations =
        switch (judge(request)) {
          case Judgement.Allowed() -> List.<Violation>of();
          case Judgement.Violated(var all) -> all;
          case Judgement.Broken(var problem) -> List.of(new Violation("", problem));
        };
    return new CheckReport(violations, stop.verdictFor(request.name()), PlanHash.of(request));
  }

  /// A work that was submitted a moment ago, as it was then: the first time it is asked for.
  public Optional<NewWorks.NewWork> newWork(WorkId id) {
    return newWorks.take(id);
  }

  /// Judges a stored work again, by what is in force now. Writes nothing.
  ///
  /// @return `Accepted` when it may run
  public ExecAnswer mayRun(WorkRecord work, WorkReq request) throws InterruptedException {
    var expiresAt = work.origin().expiresAt();
    if (!clock.instant().isBefore(expiresAt)) {
      return new ExecAnswer.Expired(expiresAt);
    }
    return switch (judge(request)) {
      case Judgement.Broken(var problem) -> new ExecAnswer.PoliciesBroken(problem);
      case Judgement.Violated(var violations) -> new ExecAnswer.Rejected(violations);
      case Judgement.Allowed() ->
          switch (stop.verdictFor(request.name())) {
            case StopVerdict.Go _ -> new ExecAnswer.Accepted();
            case StopVerdict.Hold(var reason) -> new ExecAnswer.Stopped(reason);
            case StopVerdict.Stop(var reason) -> new ExecAnswer.Stopped(reason);
          };
    };
  }

  /// The first entry for a work that may run, to be written with its Queue.
  public Write.Queue queue(WorkRecord work, Caller caller) {
    var entry = new JournalEntry(work.seq() + 1, now(), List.of(new Fact.Queued(caller.actor())));
    return new Write.Queue(work.id(), entry, execKey(work, caller));
  }

  /// What makes a Submit that is repeated recognisable.
  public static RequestKey submitKey(WorkReq request, Caller caller) {
    return submitKey(PlanHash.of(request), caller);
  }

  private static RequestKey submitKey(String planHash, Caller caller) {
    return key(caller, "submit " + planHash);
  }

  /// What makes an Exec that is repeated recognisable.
  public static RequestKey execKey(WorkRecord work, Caller caller) {
    return key(caller, "exec " + work.id());
  }

  private sealed interface Judgement {
    record Allowed() implements Judgement {}

    record Violated(List<Violation> violations) implements Judgement {}

    record Broken(String problem) implements Judgement {}
  }

  private Judgement judge(WorkReq request) throws InterruptedException {
    var values = RequestChecks.ofValues(request, limits);
    if (RequestChecks.isTooLarge(request, limits)) {
      return new Judgement.Violated(values); // not worth anybody's time
    }
    return switch (policies.current()) {
      case PolicySource.Reading.InForce(var book) -> {
        var violations = new ArrayList<>(values);
        violations.addAll(RequestChecks.ofJobs(request, jobTypes));
        violations.addAll(PolicyJudge.judge(request, book));
        yield violations.isEmpty()
            ? new Judgement.Allowed()
            : new Judgement.Violated(RequestChecks.readable(violations));
      }
      case PolicySource.Reading.Broken(var problem) ->
          new Judgement.Broken(
              "the policy configuration is bad, so nothing new may run: " + problem);
    };
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.instant().toEpochMilli());
  }

  private static RequestKey key(Caller caller, String content) {
    return caller.requestId().isEmpty()
        ? RequestKey.NONE
        : new RequestKey(caller.requestId(), content);
  }

  private static IllegalStateException bug(String what, WriteResult result) {
    return new IllegalStateException("bug: the store answered %s to %s".formatted(result, what));
  }
}
