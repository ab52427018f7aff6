package dev.interlock.engine.execute;

import dev.interlock.engine.catalogue.RegisteredJobType;
import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobEnvironment;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.JobType;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Probe;
import dev.interlock.plugin.Retries;
import dev.interlock.plugin.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// A job type that does what a test says and remembers each attempt. Takes one optional argument,
/// `tag`.
public final class ScriptedJob implements JobType {

  /// What an attempt does.
  public interface Script {
    Outcome run(JobContext context, Args args) throws Exception;
  }

  /// An attempt that was started.
  public record Started(String key, int attempt) {}

  /// What a look at an attempt says.
  public interface Look {
    Probe probe(JobContext context, Args args) throws Exception;
  }

  private final JobSpec spec;
  private final Script script;
  private volatile Look look = (_, _) -> new Probe(Probe.Found.CANNOT_TELL, "nobody looked");
  private final List<Started> probed = new CopyOnWriteArrayList<>();
  private final List<Started> started = new CopyOnWriteArrayList<>();

  private ScriptedJob(JobSpec spec, Script script) {
    this.spec = spec;
    this.script = script;
  }

  public static ScriptedJob idempotent(String name, Script script) {
    return of(name, CrashClass.IDEMPOTENT, Duration.ofHours(1), script);
  }

  public static ScriptedJob once(String name, Script script) {
    return of(name, CrashClass.ONCE, Duration.ofHours(1), script);
  }

  public static ScriptedJob of(
      String name, CrashClass crashClass, Duration timeout, Script script) {
    return of(name, new Effect("nothing", "", crashClass), timeout, Retries.NONE, script);
  }

  /// One that may be a check.
  public static ScriptedJob check(String name, Duration timeout, Script script) {
    return of(name, Effect.none("it looked"), timeout, Retries.NONE, script);
  }

  /// One that is given a secret, `password`.
  public static ScriptedJob secret(String name, Script script) {
    var password = Arg.required("password", new ArgKind.Secret(), "whatever the test keeps");
    var tag = Arg.optional("tag", Arg.text(), "whatever the test likes");
    return new ScriptedJob(
        new JobSpec(
            name,
            "keeps a secret",
            List.of(password, tag),
            List.of(),
            new Effect("nothing", "", CrashClass.IDEMPOTENT),
            Duration.ofHours(1),
            Retries.NONE),
        script);
  }

  /// One that may be tried again.
  public static ScriptedJob retried(String name, Duration timeout, Retries retries, Script script) {
    return of(name, new Effect("nothing", "", CrashClass.IDEMPOTENT), timeout, retries, script);
  }

  private static ScriptedJob of(
      String name, Effect effect, Duration timeout, Retries retries, Script script) {
    var tag = Arg.optional("tag", Arg.text(), "whatever the test likes");
    return new ScriptedJob(
        new JobSpec(
            name, "does what a test says", List.of(tag), List.of(), effect, timeout, retries),
        script);
  }

  public static ScriptedJob verifiable(String name, Script script, Look look) {
    var job = of(name, CrashClass.VERIFIABLE, Duration.ofHours(1), script);
    job.look = look;
    return job;
  }

  /// The same, and it may be tried again.
  public ScriptedJob with(Retries retries) {
    var job =
        new ScriptedJob(
            new JobSpec(
                spec.name(),
                spec.purpose(),
                spec.args(),
                spec.settings(),
                spec.effect(),
                spec.timeout(),
                retries),
            script);
    job.look = look;
    return job;
  }

  /// Of a job type that declares what no other factory here does. May take the argument `tag` only
  /// if it says so.
  public static ScriptedJob declared(JobSpec spec, Script script) {
    return new ScriptedJob(spec, script);
  }

  /// One whose jobs touch the machines that their tags name, with commas between.
  public static ScriptedJob touching(String name, CrashClass crashClass, Script script) {
    var effect = new Effect("nothing", "the machines of its tag", crashClass);
    return of(name, effect, Duration.ofHours(1), Retries.NONE, script);
  }

  @Override
  public List<Target> targets(Args args) {
    return Arrays.stream(args.text("tag").split(",", -1))
        .map(machine -> new Target("machine", machine))
        .toList();
  }

  /// Succeeds at once.
  public static ScriptedJob quick(String name) {
    return idempotent(name, (_, _) -> new Outcome.Succeeded(""));
  }

  @Override
  public JobSpec spec() {
    return spec;
  }

  @Override
  public Outcome run(JobContext context, Args args) throws Exception {
    started.add(new Started(context.idempotencyKey(), context.attempt()));
    return script.run(context, args);
  }

  @Override
  public Probe probe(JobContext context, Args args) throws Exception {
    probed.add(new Started(context.idempotencyKey(), context.attempt()));
    return look.probe(context, args);
  }

  /// Every look at an attempt, in order.
  public List<Started> probed() {
    return probed;
  }

  /// Every attempt, in the order of their starts.
  public List<Started> started() {
    return started;
  }

  public RegisteredJobType registered(Set<String> buckets) {
    return new RegisteredJobType(this, environment(buckets), "the test");
  }

  private static JobEnvironment environment(Set<String> buckets) {
    return new JobEnvironment() {
      @Override
      public Args settings() {
        return Args.bind(List.of(), java.util.Map.of());
      }

      @Override
      public Set<String> tokenBuckets() {
        return buckets;
      }

      @Override
      public Set<String> secretProviders() {
        return Set.of(ScriptedSecrets.NAME);
      }
    };
  }
}
