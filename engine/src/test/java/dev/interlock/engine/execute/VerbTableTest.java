package dev.interlock.engine.execute;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.admit.UnknownJobs;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.Resolution;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.Verb.Kind;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.VerbTable.Cell;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every verb in every state does what [VerbTable] says. The work is one of which in most states a
/// job has failed, which was tolerated, one runs or is unknown, and two were not started.
class VerbTableTest {
  private static final Caller BOB = new Caller("bob", "");

  private final InMemoryStore memory = new InMemoryStore();
  private final Gate gate = new Gate();
  private final ScriptedJob gated = ScriptedJob.idempotent("gated", gate);
  private final ScriptedJob once = ScriptedJob.once("once", gate);
  private final ScriptedJob quick = ScriptedJob.quick("quick");
  private final ScriptedJob fails =
      ScriptedJob.idempotent("fails", (_, _) -> new Outcome.Failed("no"));
  private final List<EngineUnderTest> engines = new ArrayList<>();
  private EngineUnderTest engine = start();

  private EngineUnderTest start() {
    var another = EngineUnderTest.on(memory, gated, once, quick, fails).start();
    engines.add(another);
    return another;
  }

  @AfterEach
  void close() {
    gate.letThrough(1_000);
    engines.forEach(EngineUnderTest::close);
  }

  static Stream<Arguments> everyCell() {
    return Arrays.stream(WorkState.values())
        .flatMap(state -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(state, kind)));
  }

  @ParameterizedTest
  @MethodSource("everyCell")
  void a_verb_does_what_the_table_says(WorkState state, Kind kind) throws Exception {
    var id = workIn(state);
    assertThat(engine.state(id)).isEqualTo(state);
    var before = memory.journal(id, 0, Integer.MAX_VALUE);
    if (kind == Kind.APPROVE) {
      engine.approvals = _ -> new Approvals(1, Duration.ofHours(1));
    }

    switch (VerbTable.cell(state, kind)) {
      case Cell.Acts(var what) -> checkActs(id, state, kind, what);
      case Cell.Refuses(var why) -> {
        var refused = VerbTable.refused(state, kind);
        assertThat(refused.why()).isEqualTo(why);
        if (kind == Kind.RETRY_FAILED) {
          assertThat(retry(id)).isEqualTo(new CopyAnswer.NotNow(refused));
        } else {
          assertThat(engine.order(id, verb(kind, id))).isEqualTo(new OrderAnswer.NotNow(refused));
        }
        assertThat(memory.journal(id, 0, Integer.MAX_VALUE)).isEqualTo(before);
      }
    }
  }

  private void checkActs(WorkId id, WorkState state, Kind kind, String what) throws Exception {
    var before = memory.journal(id, 0, Integer.MAX_VALUE);
    if (kind == Kind.RETRY_FAILED || kind == Kind.CLONE) {
      checkCopy(id, kind == Kind.CLONE ? copy(id) : retry(id));
      assertThat(memory.journal(id, 0, Integer.MAX_VALUE)).isEqualTo(before);
      return;
    }
    var answer = engine.order(id, verb(kind, id));
    assertThat(answer).isInstanceOf(OrderAnswer.Done.class);
    var now = ((OrderAnswer.Done) answer).state();
    if (what.equals("nothing changes")) {
      assertThat(now).isEqualTo(state);
      assertThat(memory.journal(id, 0, Integer.MAX_VALUE)).isEqualTo(before);
      return;
    }
    Arrays.stream(WorkState.values())
        .filter(named -> named.name().equals(what.split("[ ;,]", 2)[0]))
        .forEach(named -> assertThat(now).isEqualTo(named));
    var isStoppedAsFirmly = state == WorkState.STOPPING && kind == Kind.STOP;
    assertThat(memory.journal(id, 0, Integer.MAX_VALUE))
        .hasSizeGreaterThan(isStoppedAsFirmly ? 0 : before.size());
    if (kind == Kind.STOP || kind == Kind.CANCEL || kind == Kind.KILL) {
      gate.letThrough(1);
      assertThat(engine.awaitEnd(id).summary().state())
          .isEqualTo(
              switch (kind) {
                case STOP -> WorkState.STOPPED;
                case CANCEL -> WorkState.CANCELLED;
                default -> WorkState.KILLED;
              });
    }
  }

  private void checkCopy(WorkId id, CopyAnswer answer) {
    assertThat(answer).isInstanceOf(CopyAnswer.Submitted.class);
    var submitted = ((CopyAnswer.Submitted) answer).answer();
    assertThat(submitted).isInstanceOf(SubmitAnswer.Accepted.class);
    var copy = engine.stored(((SubmitAnswer.Accepted) submitted).id());
    assertThat(copy.summary().state()).isEqualTo(WorkState.NOT_STARTED);
    assertThat(copy.origin().submission().copiedFrom()).isEqualTo(id.toString());
    assertThat(copy.origin().submission().reason()).isEqualTo("again");
  }

  private CopyAnswer retry(WorkId id) throws InterruptedException {
    return engine.engine.retryFailed(id, UnknownJobs.RUN_AGAIN, "again", BOB);
  }

  private CopyAnswer copy(WorkId id) throws InterruptedException {
    return engine.engine.copy(id, memory.request(id).orElseThrow(), "again", BOB);
  }

  private Verb verb(Kind kind, WorkId id) {
    return switch (kind) {
      case PAUSE -> new Verb.Pause();
      case RESUME -> new Verb.Resume();
      case STOP -> new Verb.Stop();
      case CANCEL -> new Verb.Cancel();
      case KILL -> new Verb.Kill();
      case SKIP_JOB -> new Verb.SkipJobs(List.of("blocks[1].jobs[0]"));
      case RESOLVE_JOB -> new Verb.ResolveJobs(List.of("blocks[0].jobs[0]"), Resolution.DONE);
      case SET_LIMIT -> new Verb.SetLimit(0, 7);
      case APPROVE -> new Verb.Approve(engine.stored(id).origin().planHash(), List.of());
      case DENY -> new Verb.Deny();
      case RETRY_FAILED, CLONE -> throw new IllegalArgumentException("no order: " + kind);
    };
  }

  /// Brings a work into a state, by what brings works there.
  private WorkId workIn(WorkState state) throws Exception {
    return switch (state) {
      case NOT_STARTED -> engine.submit(request("gated"));
      case WAITING -> {
        var id = running("once");
        engine.kill();
        engine = start();
        engine.awaitRest(id, WorkState.WAITING);
        yield id;
      }
      case RUNNING -> running("gated");
      case PAUSING -> after(new Verb.Pause(), running("gated"));
      case PAUSED -> {
        var id = after(new Verb.Pause(), running("gated"));
        gate.letThrough(1);
        engine.awaitRest(id, WorkState.PAUSED);
        yield id;
      }
      case STOPPING -> after(new Verb.Stop(), running("gated"));
      case COMPLETED -> ended(engine.run(block("quick")), state);
      case FAILED -> ended(engine.run(request("fails")), state);
      case STOPPED -> {
        var id = after(new Verb.Stop(), running("gated"));
        gate.letThrough(1);
        yield ended(id, state);
      }
      case CANCELLED -> ended(after(new Verb.Cancel(), running("gated")), state);
      case KILLED -> ended(after(new Verb.Kill(), running("gated")), state);
      case ES_STOPPED -> {
        var id = running("gated");
        var _ = engine.stop.order(Plans.NAME, "smoke", Decision.unrecorded("bob"), RequestKey.NONE);
        engine.awaitEnd(id, state);
        var _ =
            engine.stop.release(
                Plans.NAME, "false alarm", Decision.unrecorded("bob"), RequestKey.NONE);
        yield id;
      }
      case EXPIRED -> {
        var id = engine.submit(request("gated"));
        engine.clock.advance(RequestLimits.DEFAULTS.expiry());
        engine.claims.wake();
        yield ended(id, state);
      }
    };
  }

  private static WorkReq request(String second) {
    return Plans.work(block(1, 1, "fails", second, "quick"), block("quick"));
  }

  private WorkId running(String second) throws InterruptedException {
    var id = engine.run(request(second));
    gate.awaitArrivals(1);
    return id;
  }

  private WorkId after(Verb verb, WorkId id) throws InterruptedException {
    assertThat(engine.order(id, verb)).isInstanceOf(OrderAnswer.Done.class);
    return id;
  }

  private WorkId ended(WorkId id, WorkState state) {
    engine.awaitEnd(id, state);
    return id;
  }
}
