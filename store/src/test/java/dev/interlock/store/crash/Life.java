package dev.interlock.store.crash;

import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Arg;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Probe;
import dev.interlock.plugin.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One process of a run: an engine, its store and its job types.
final class Life implements AutoCloseable {
  /// Holds one token for all the time that a run takes.
  static final String BUCKET = "bucket";

  /// What works are for that somebody must approve.
  static final String TO_BE_APPROVED = "to be approved";

  private static final Duration TIMEOUT = Duration.ofDays(20);
  private static final Duration STEP = Duration.ofMillis(60);
  private static final int STEPS_A_LOOK = 4;
  private static final Retries RETRIES =
      new Retries(1, Duration.ofMillis(100), 1, Duration.ofMillis(100), 0);

  private final int number;
  private final CrashingStore store;
  private final Effects effects;
  private final Gates gates;
  private final EngineUnderTest process;
  private int steps;

  /// @param now by the clock of the process before it
  Life(int number, CrashingStore store, Effects effects, Gates gates, Instant now) {
    this.number = number;
    this.store = store;
    this.effects = effects;
    this.gates = gates;
    this.process =
        EngineUnderTest.on(store, jobTypes())
            .bucket(new BucketSettings(BUCKET, 1, 1, Duration.ofDays(1)))
            .replica("life-" + number)
            .handOffGrace(Duration.ofMillis(1))
            .start();
    process.approvals =
        request ->
            request.desc().equals(TO_BE_APPROVED)
                ? new Approvals(1, Duration.ofHours(4))
                : Approvals.NONE;
    pass(Duration.between(ManualClock.NOON, now));
  }

  private ScriptedJob[] jobTypes() {
    return new ScriptedJob[] {
      job("again", CrashClass.IDEMPOTENT, Retries.NONE, (_, _) -> new Outcome.Succeeded("")),
      job("once", CrashClass.ONCE, Retries.NONE, (_, _) -> new Outcome.Succeeded("")),
      job(
          "flaky",
          CrashClass.IDEMPOTENT,
          RETRIES,
          (context, _) ->
              context.attempt() == 1
                  ? new Outcome.Failed("the first time")
                  : new Outcome.Succeeded("")),
      job("failing", CrashClass.IDEMPOTENT, Retries.NONE, (_, _) -> new Outcome.Failed("always")),
      job("fatal", CrashClass.IDEMPOTENT, Retries.NONE, (_, _) -> new Outcome.Fatal("always")),
      job("token", CrashClass.IDEMPOTENT, Retries.NONE, (context, _) -> takeToken(context)),
      verifiable("verified"),
      check("passing", new Outcome.Succeeded("")),
      check("objecting", new Outcome.Failed("it is not so"))
    };
  }

  private ScriptedJob job(
      String name, CrashClass crashClass, Retries retries, ScriptedJob.Script script) {
    var effect = new Effect("something", "the machine of its tag", crashClass);
    return ScriptedJob.declared(
        new JobSpec(name, "does something", args(), List.of(), effect, TIMEOUT, retries),
        after(name, script));
  }

  /// A job that does something, may be held up, and then says how it went.
  private ScriptedJob.Script after(String name, ScriptedJob.Script script) {
    return (context, args) -> {
      if (!store.whileAlive(() -> effects.happens(name, context, args))) {
        return new Outcome.Failed("its process is dead, and so is it");
      }
      context.log("attempt " + context.attempt());
      gates.pass(number, args.find("tag").orElse(""));
      return script.run(context, args);
    };
  }

  private ScriptedJob verifiable(String name) {
    return ScriptedJob.verifiable(
        name,
        after(name, (_, _) -> new Outcome.Succeeded("")),
        (context, _) ->
            new Probe(
                effects.of(context.idempotencyKey()).isEmpty()
                    ? Probe.Found.NOT_DONE
                    : Probe.Found.DONE,
                "looked"));
  }

  private static ScriptedJob check(String name, Outcome outcome) {
    return ScriptedJob.declared(
        new JobSpec(name, "looks", args(), List.of(), Effect.none("seen"), TIMEOUT),
        (_, _) -> outcome);
  }

  private static List<Arg> args() {
    return List.of(Arg.optional("tag", Arg.text(), "what the scenario calls it"));
  }

  private Outcome takeToken(JobContext context) throws InterruptedException {
    if (context.takeToken(BUCKET) instanceof Grant.Granted) {
      effects.granted(context.idempotencyKey());
    }
    return new Outcome.Succeeded("");
  }

  EngineUnderTest process() {
    return process;
  }

  boolean isDead() {
    return store.isDead();
  }

  int number() {
    return number;
  }

  /// As kill -9 does it.
  void kill() {
    store.die();
  }

  /// Nothing is struck from now on.
  void isOver() {
    store.strikesNoMore();
  }

  Instant now() {
    return process.clock.instant();
  }

  /// Lets a little time pass, so that whoever waits for the store tries again.
  void step() {
    process.clock.advance(STEP);
    if (++steps % STEPS_A_LOOK == 0) {
      process.claims.wake();
    }
  }

  void pass(Duration time) {
    process.clock.advance(time);
    process.claims.wake();
  }

  /// Ends its threads; those of a dead one too.
  @Override
  public void close() {
    process.close();
    process.clock.advance(Duration.ofSeconds(5)); // who still waits for the store gives up
    store.close();
  }
}
