package dev.interlock.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.Engine;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.stop.ScriptedSource;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.JobState;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One run of a [Scenario]: its processes one after another, the callers, who repeat what was not
/// answered with the same request id, and a person, who resolves what nobody knows.
final class Rehearsal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TRIES_MAX = 20;
  private static final AtomicLong CALLS = new AtomicLong();
  private static final int LOOKS_MAX = 15_000;

  /// A dead process may yet have said something before it died.
  private static final int LOOKS_AFTER_DEATH = 3;

  private final Storage storage;
  private final CrashPlan plan;
  private final Effects effects = new Effects();
  private final Gates gates = new Gates();
  private final List<Life> past = new ArrayList<>();
  private final Map<String, WorkId> works = new LinkedHashMap<>();
  private final Map<WorkId, String> planHashes = new HashMap<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private Life life;
  private boolean isStoppedByFile;

  /// A call that was answered, and what its repetition must be answered.
  ///
  /// @param work whose journal shows it; empty when none does
  /// @param shows whether a fact is what the call was for
  record Acknowledged(
      String call, Optional<WorkId> work, Predicate<Fact> shows, Call<?> again, Object answer) {}

  /// A call of an engine.
  interface Call<T> {
    T on(Engine engine) throws InterruptedException;
  }

  Rehearsal(Storage storage, CrashPlan plan) {
    this.storage = storage;
    this.plan = plan;
    this.life = born(0, ManualClock.NOON);
  }

  private Life born(int number, Instant now) {
    var store = new CrashingStore(storage, plan, effects);
    return new Life(number, store, effects, gates, now);
  }

  // What a scenario does.

  WorkId submit(String name, WorkReq request) throws InterruptedException {
    Call<SubmitAnswer> call = engine -> engine.submit(request, caller("submit " + name));
    return submitted(name, call);
  }

  /// Submits what is not done of a work.
  WorkId retryFailed(String name, WorkId from) throws InterruptedException {
    Call<SubmitAnswer> call =
        engine ->
            engine.retryFailed(from, UnknownJobs.RUN_AGAIN, "again", caller("retry " + name))
                    instanceof CopyAnswer.Submitted(var answer)
                ? answer
                : new SubmitAnswer.Stopped("bug: it was not copied");
    return submitted(name, call);
  }

  private WorkId submitted(String name, Call<SubmitAnswer> call) throws InterruptedException {
    var answer = answerOf(call);
    assertThat(answer).isInstanceOf(SubmitAnswer.Accepted.class);
    var accepted = (SubmitAnswer.Accepted) answer;
    var id = accepted.id();
    planHashes.put(id, accepted.planHash());
    works.put(name, id);
    var shows = is(Fact.Submitted.class);
    acknowledged.add(new Acknowledged("submit " + name, Optional.of(id), shows, call, answer));
    return id;
  }

  void exec(WorkId id) throws InterruptedException {
    exec(id, Admission.AT_ONCE);
  }

  void exec(WorkId id, Instant startAt) throws InterruptedException {
    Call<ExecAnswer> call = engine -> engine.exec(id, startAt, caller("exec " + id));
    var answer = answerOf(call);
    assertThat(answer).isEqualTo(new ExecAnswer.Accepted());
    acknowledged.add(
        new Acknowledged("exec", Optional.of(id), is(Fact.Queued.class), call, answer));
  }

  void order(WorkId id, Verb verb) throws InterruptedException {
    var answer = order(id, verb, "order " + id + verb);
    assertThat(answer).as("%s", verb).isInstanceOf(OrderAnswer.Done.class);
  }

  /// Has somebody approve a work who did not submit it.
  void approve(WorkId id) throws InterruptedException {
    var verb = new Verb.Approve(planHashes.getOrDefault(id, ""), List.of("sre"));
    var answer = order(id, verb, () -> new Caller(decision("bob"), "approve " + id));
    assertThat(answer).isInstanceOf(OrderAnswer.Done.class);
  }

  private OrderAnswer order(WorkId id, Verb verb, String requestId) throws InterruptedException {
    return order(id, verb, () -> caller(requestId));
  }

  private OrderAnswer order(WorkId id, Verb verb, Supplier<Caller> caller)
      throws InterruptedException {
    Call<OrderAnswer> call = engine -> engine.order(id, verb, "a drill", caller.get());
    var answer = answerOf(call);
    if (answer instanceof OrderAnswer.Done) {
      Call<Boolean> again = engine -> call.on(engine) instanceof OrderAnswer.Done;
      acknowledged.add(
          new Acknowledged(verb.toString(), Optional.of(id), factOf(verb), again, true));
    }
    return answer;
  }

  /// Stops all works by call, until that is stored.
  void stop() throws InterruptedException {
    Call<Boolean> call =
        engine ->
            engine
                .stop()
                .order(Plans.NAME, "a drill", decision("bob"), new RequestKey("stop", "stop"))
                .filter(ordered -> ordered.stored())
                .isPresent();
    for (int tries = 0; !answerOf(call); tries++) {
      assertThat(tries).as("tries to store a stop").isLessThan(TRIES_MAX);
    }
    acknowledged.add(new Acknowledged("stop", Optional.empty(), _ -> true, call, true));
  }

  void release() throws InterruptedException {
    Call<Boolean> call =
        engine ->
            engine
                .stop()
                .release(
                    Plans.NAME, "a drill", decision("bob"), new RequestKey("release", "release"))
                .isPresent();
    assertThat(answerOf(call)).isTrue();
    acknowledged.add(new Acknowledged("release", Optional.empty(), _ -> true, call, true));
  }

  /// Stops all works by the file, for this process and those that come after it.
  void stopByFile() {
    isStoppedByFile = true;
    readFile();
  }

  void releaseFile() {
    isStoppedByFile = false;
    readFile();
  }

  private void readFile() {
    process()
        .file
        .says(isStoppedByFile ? ScriptedSource.stop(Plans.NAME) : ScriptedSource.go(Plans.NAME));
  }

  Gates gates() {
    return gates;
  }

  void pass(Duration time) {
    goOnLiving();
    life.pass(time);
  }

  Instant now() {
    return life.now();
  }

  /// Ends the process as kill -9 does.
  void kill() {
    life.kill();
  }

  /// Waits until the job is held up in the life that now is, or will never be.
  void awaitHeld(WorkId id, int job, String tag) {
    awaitUntil(
        tag + " is held",
        () -> gates.hasArrived(life.number(), tag) || process().job(id, job).state().hasEnded());
  }

  void awaitFact(WorkId id, String what, Predicate<Fact> fact) {
    awaitUntil(what, () -> process().facts(id).stream().anyMatch(fact));
  }

  /// Waits until a work is stored so and no runner has it: what comes next then comes the same way
  /// every time.
  void awaitRest(WorkId id, WorkState state) {
    awaitUntil(
        "the work is " + state,
        () -> process().stored(id).summary().state() == state && process().live.count() == 0);
  }

  // How it goes on.

  private <T> T answerOf(Call<T> call) throws InterruptedException {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      goOnLiving();
      var answer = answerOnce(call);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new AssertionError("no answer after %d tries".formatted(TRIES_MAX));
  }

  /// @return empty when nobody knows what became of the call
  private <T> Optional<T> answerOnce(Call<T> call) throws InterruptedException {
    var now = life;
    var answer = new FutureTask<T>(() -> call.on(now.process().engine));
    Thread.ofVirtual().start(answer);
    int looksAfterDeath = 0;
    for (int looks = 0; looks < LOOKS_MAX && looksAfterDeath < LOOKS_AFTER_DEATH; looks++) {
      try {
        return Optional.of(answer.get(1, TimeUnit.MILLISECONDS));
      } catch (TimeoutException _) {
        looksAfterDeath += now.isDead() ? 1 : 0;
        if (!now.isDead()) {
          now.step();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StoreUnavailable || now.isDead()) {
          return Optional.empty();
        }
        throw new AssertionError("a living process threw", e);
      }
    }
    assertThat(now.isDead()).as("a living process answers").isTrue();
    return Optional.empty();
  }

  private interface Condition {
    boolean holds() throws InterruptedException;
  }

  private void awaitUntil(String what, Condition condition) {
    await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .pollInSameThread()
        .until(() -> {
          goOnLiving();
          try {
            if (condition.holds()) {
              return true;
            }
            life.step();
            resolveWhatIsUnknown();
          } catch (StoreUnavailable _) {
            // asked a dead process
          }
          return false;
        });
  }

  private void goOnLiving() {
    if (life.isDead()) {
      past.add(life);
      life = born(life.number() + 1, life.now());
      readFile();
    }
  }

  /// A person looks at what the job touches.
  private void resolveWhatIsUnknown() throws InterruptedException {
    for (var id : works.values()) {
      boolean waits = process().state(id) == WorkState.WAITING && process().live.count() == 0;
      if (!waits) {
        continue;
      }
      var jobs = process().jobs(id);
      for (int job = 0; job < jobs.size(); job++) {
        if (jobs.get(job) == JobState.UNKNOWN) {
          var as = effects.of(id + "/" + job).isEmpty() ? Resolution.RUN_AGAIN : Resolution.DONE;
          int number = job;
          var path =
              process()
                  .engine
                  .look(id, look -> look.machine().place(number).toString())
                  .orElseThrow();
          var verb = new Verb.ResolveJobs(List.of(path), as);
          order(id, verb, "resolve %s %d %s".formatted(id, job, as));
        }
      }
    }
  }

  /// Every call is another one, also one that is repeated.
  private static Decision decision(String actor) {
    var who = new AuditEntry.Who(actor, "a test", "");
    return new Decision("call-" + CALLS.incrementAndGet(), "here:1", who, "a call");
  }

  private static Caller caller(String requestId) {
    return new Caller(decision("ann"), requestId);
  }

  private static Predicate<Fact> is(Class<? extends Fact> kind) {
    return kind::isInstance;
  }

  private static Predicate<Fact> factOf(Verb verb) {
    return switch (verb) {
      case Verb.Pause() -> is(Fact.PauseOrdered.class);
      case Verb.Resume() -> is(Fact.Resumed.class);
      case Verb.Stop(), Verb.Cancel(), Verb.Kill() -> is(Fact.StopOrdered.class);
      case Verb.SkipJobs _ -> is(Fact.JobSkipped.class);
      case Verb.ResolveJobs _ -> is(Fact.JobResolved.class);
      case Verb.SetLimit _ -> is(Fact.LimitSet.class);
      case Verb.Approve _ -> is(Fact.Approved.class);
      case Verb.Deny() -> is(Fact.Denied.class);
    };
  }

  // What came of it.

  EngineUnderTest process() {
    return life.process();
  }

  Effects effects() {
    return effects;
  }

  Map<String, WorkId> works() {
    return works;
  }

  List<Acknowledged> acknowledged() {
    return acknowledged;
  }

  /// Has nothing struck any more.
  void isOver() {
    goOnLiving();
    life.isOver();
    goOnLiving();
  }

  /// Repeats a call as it was made.
  Object again(Acknowledged call) throws InterruptedException {
    return answerOf(call.again());
  }

  /// Waits until nothing of a work runs any more.
  void awaitEnd(WorkId id) {
    awaitUntil("the work ends", () -> process().stored(id).summary().state().isTerminal());
  }

  @Override
  public void close() {
    gates.letAllGo();
    past.forEach(Life::close);
    life.close();
  }
}
