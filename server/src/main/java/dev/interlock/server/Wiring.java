package dev.interlock.server;

import dev.interlock.engine.Engine;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.execute.ClaimLoop;
import dev.interlock.engine.execute.Claims;
import dev.interlock.engine.execute.JobServices;
import dev.interlock.engine.execute.LiveWorks;
import dev.interlock.engine.execute.RunParts;
import dev.interlock.engine.execute.RunSettings;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.stop.DatabaseStops;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopTimes;
import dev.interlock.engine.watch.Watchers;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.endpoint.Endpoints;
import dev.interlock.server.endpoint.ReportEndpoint;
import dev.interlock.server.endpoint.ServerEndpoint;
import dev.interlock.server.endpoint.ThisServer;
import dev.interlock.server.endpoint.WatchEndpoint;
import dev.interlock.server.files.EsFile;
import dev.interlock.server.files.PolicyFile;
import dev.interlock.server.grpc.GrpcServices;
import dev.interlock.server.http.Health;
import dev.interlock.server.http.WebServer;
import dev.interlock.server.metrics.Metrics;
import dev.interlock.server.plugins.PluginFolder;
import dev.interlock.server.plugins.Plugins;
import dev.interlock.server.rest.RestServices;
import dev.interlock.server.settings.Settings;
import dev.interlock.store.sqlite.SqliteStore;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes every part that lives as long as the server, in the order in which they need each other,
/// and closes them in the reverse order. The only place that does.
public final class Wiring implements AutoCloseable {
  private final Settings settings;
  private final Metrics metrics = new Metrics();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final SystemClock clock = closing(new SystemClock());
  private final SecureRandom random = new SecureRandom();
  private final ThisServer self = ThisProcess.startedAt(clock.instant(), random.nextInt());
  private @Nullable WebServer web;

  private Wiring(Settings settings) {
    this.settings = settings;
  }

  /// Starts a server.
  ///
  /// @throws StartRefused when a file or a plug-in cannot be used
  public static Wiring start(Settings settings) {
    var wiring = new Wiring(settings);
    try {
      wiring.start();
      return wiring;
    } catch (RuntimeException failed) {
      wiring.close();
      throw failed;
    }
  }

  private void start() {
    var plugins = plugins();
    var policies = policies(plugins);
    var store = closing(SqliteStore.open(settings.files().data().resolve("work.db")));
    var journal = new Journal(store);
    var stop = stop(store, journal);
    var run = runParts(plugins, store, journal, stop);
    var live = new LiveWorks(run, runSettings(), settings.running().worksAtOnce());
    var claims = new Claims(store, journal, live);
    var claimLoop = new ClaimLoop(store, live, claims, clock);
    var admission =
        new Admission(
            plugins.jobTypes(),
            policies,
            stop,
            journal,
            settings.requests(),
            clock,
            new WorkIds(clock, random));
    var engine = closing(new Engine(admission, run, live, claims, claimLoop));
    var runner = new CallRunner(settings.listening().callsMax(), metrics);
    metrics.attempts(run.services().counts());
    measure(journal, stop, live, runner);
    var about = new ServerEndpoint(self, run.services(), live, settings.jobs().buckets());
    var rateMax = settings.requests().rateLimitMax();
    var calls = Endpoints.calls(engine, plugins, policies, about, rateMax, clock);
    serve(engine, policies, calls, runner);
  }

  private Plugins plugins() {
    return closing(PluginFolder.open(settings.files().plugins()))
        .register(settings.jobs().settings(), settings.jobs().bucketsByName().keySet());
  }

  private PolicyFile policies(Plugins plugins) {
    var files = settings.files();
    var policies =
        closing(
            new PolicyFile(
                files.policies(), files.policiesAsNamed(), plugins, clock, files.policiesPoll()));
    return switch (policies.start()) {
      case PolicySource.Reading.InForce _ -> policies;
      case PolicySource.Reading.Broken(var problem) ->
          throw new StartRefused(Main.BAD_SETTINGS, List.of("policies: " + problem));
    };
  }

  private EmergencyStop stop(WorkStore store, Journal journal) {
    var times = settings.stopping();
    return new EmergencyStop(
        new EsFile(settings.files().stops()),
        new DatabaseStops(store),
        journal,
        clock,
        new StopTimes(times.poll(), times.poll().dividedBy(2), times.stale()));
  }

  private RunParts runParts(Plugins plugins, WorkStore store, Journal journal, EmergencyStop stop) {
    return new RunParts(
        plugins.jobTypes(),
        store,
        journal,
        stop,
        new JobServices(settings.jobs().bucketsByName(), store, journal, clock, random::nextDouble),
        new Watchers(store, clock),
        clock);
  }

  private RunSettings runSettings() {
    // the engine asks twice, the second time more firmly
    var each = settings.running().shutdownGrace().dividedBy(2);
    return new RunSettings(self.replica(), RunSettings.STOP_GRACE, each);
  }

  private void measure(Journal journal, EmergencyStop stop, LiveWorks live, CallRunner runner) {
    metrics.journal(journal);
    metrics.stop(stop);
    metrics.gauge("works.running", "works that this server runs", live::count);
    metrics.gauge("calls.under.way", "calls and watches under way", runner::underWay);
  }

  private void serve(
      Engine engine, PolicyFile policies, List<Call<?, ?>> calls, CallRunner runner) {
    var timeout = settings.listening().requestTimeout();
    var watches = closing(new WatchEndpoint(engine, clock, settings.listening().watchMax()));
    var watch = watches.call();
    var report = new ReportEndpoint(engine, self.version()).call();
    var health = new Health(policies, engine.stop());
    var content =
        new WebServer.Content(
            new GrpcServices(runner, timeout).of(calls, List.of(watch, report)),
            new RestServices(runner, timeout, clock).of(calls, watch, report),
            health,
            metrics.registry());
    var server = closing(WebServer.of(settings.listening(), content));
    parts.push(watches); // closed before the port, which waits for them, and once more: harmless
    parts.push(runner);
    parts.push(health::leaving);
    server.start(); // before the engine: a taken port must not cost a half-run work
    web = server;
    engine.start();
    runner.open();
    health.serving();
  }

  /// Where it serves.
  public InetSocketAddress address() {
    return Objects.requireNonNull(web, "bug: asked before it was started").address();
  }

  private <T extends AutoCloseable> T closing(T part) {
    parts.push(part);
    return part;
  }

  /// Takes no more calls, hands off what runs, and closes everything.
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.close();
      } catch (Exception failed) {
        Main.logClosing(part, failed);
      }
    }
  }
}
