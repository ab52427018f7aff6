package dev.interlock.server.metrics;

import dev.interlock.engine.execute.AttemptCounts;
import dev.interlock.engine.execute.ClaimLoop;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.replica.Lease;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.work.AttemptEnd;
import dev.interlock.server.call.CallTimes;
import io.grpc.Status;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/// Every meter by name, all beginning with `interlock_`. Any thread.
public final class Metrics implements CallTimes {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Key, Timer> calls = new ConcurrentHashMap<>();

  private record Key(String call, Status.Code code) {}

  public PrometheusRegistry registry() {
    return registry.getPrometheusRegistry();
  }

  @Override
  public void took(String call, Status.Code code, long nanos) {
    calls.computeIfAbsent(new Key(call, code), this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Timer.builder("interlock.calls")
        .description("calls that were answered, by call and code of gRPC")
        .tag("call", key.call())
        .tag("code", key.code().name())
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /// A figure that goes up and down.
  public void gauge(String name, String description, IntSupplier figure) {
    Gauge.builder("interlock." + name, figure, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /// The group commit: `writes` divided by `commits` is how many writes share one.
  public void journal(Journal journal) {
    counter("journal.commits", "transactions committed", journal, Journal::commits);
    FunctionTimer.builder(
            "interlock.journal.commit",
            journal,
            Journal::commits,
            Journal::commitNanos,
            TimeUnit.NANOSECONDS)
        .description("how long transactions took, those that failed too")
        .register(registry);
    counter("journal.writes", "writes that those transactions carried", journal, Journal::writes);
    counter("journal.fenced", "appends refused: others had the works", journal, Journal::fenced);
    counter(
        "takeovers",
        "works claimed that had been claimed before, by this server or another",
        journal,
        Journal::takeovers);
    gauge("journal.waiting", "writes that wait to be committed", journal::waiting);
  }

  /// What runs, and how what ran has ended.
  public void attempts(AttemptCounts counts) {
    gauge("attempts.running", "attempts of jobs that run", counts::running);
    for (var how : AttemptEnd.values()) {
      FunctionCounter.builder("interlock.attempts.ended", counts, of -> of.ended(how))
          .description("attempts that have ended, by how they did")
          .tag("how", how.name())
          .register(registry);
    }
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> figure) {
    FunctionCounter.builder("interlock." + name, of, figure)
        .description(description)
        .register(registry);
  }

  /// Works that wait for room.
  public void claims(ClaimLoop claims) {
    gauge("works.queued", "works that are due and find no room", claims::queued);
    Gauge.builder("interlock.claims.lag", claims, of -> of.lag().toMillis() / 1000.0)
        .description("how long the one of them that waits for longest is due")
        .baseUnit("seconds")
        .register(registry);
  }

  /// The right to run works of a server that shares its store.
  public void lease(Lease lease) {
    Gauge.builder("interlock.lease.age", lease, of -> of.age().toMillis() / 1000.0)
        .description("time since the lease was renewed; from 6 s on nothing runs here")
        .baseUnit("seconds")
        .register(registry);
    gauge("lease.held", "1 while this server may run works", () -> lease.isHeld() ? 1 : 0);
    gauge("replicas.alive", "replicas whose leases last, this one included", lease::alive);
  }

  /// Whether this server is being taken out.
  public void draining(Tenure tenure) {
    gauge(
        "draining",
        "1 while this server is being taken out: it takes no works, and starts nothing",
        () -> tenure.isDraining() ? 1 : 0);
  }

  /// Whether everything is stopped, and whether each source can be read.
  public void stop(EmergencyStop stop) {
    gauge(
        "stop.all",
        "1 while the emergency stop stops everything by an entry for all",
        () -> isStopOfAll(stop) ? 1 : 0);
    gauge(
        "stop.sources.bad",
        "sources of the emergency stop that cannot be read",
        () -> (int) stop.sources().stream().filter(source -> source.problem().isPresent()).count());
  }

  private static boolean isStopOfAll(EmergencyStop stop) {
    return stop.entries().stream()
        .anyMatch(
            listed -> listed.entry().name().equals(EmergencyStop.ALL) && !listed.entry().isGo());
  }
}
