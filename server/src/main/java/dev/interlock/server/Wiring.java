package dev.interlock.server;

import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.replica.Lease;
import dev.interlock.server.audit.AuditTrail;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.CallRates;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.endpoint.Endpoints;
import dev.interlock.server.endpoint.ReportEndpoint;
import dev.interlock.server.endpoint.ServerEndpoint;
import dev.interlock.server.endpoint.ThisServer;
import dev.interlock.server.endpoint.WatchEndpoint;
import dev.interlock.server.files.PolicyFile;
import dev.interlock.server.grpc.GrpcServices;
import dev.interlock.server.http.Health;
import dev.interlock.server.http.WebServer;
import dev.interlock.server.metrics.Metrics;
import dev.interlock.server.plugins.PluginFolder;
import dev.interlock.server.plugins.Plugins;
import dev.interlock.server.rest.RestServices;
import dev.interlock.server.secrets.EnvSecrets;
import dev.interlock.server.secrets.FileSecrets;
import dev.interlock.server.settings.Settings;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes every part that lives as long as the server, in the order in which they need each other,
/// and closes them in the reverse order. With [EngineWiring], [IdentityWiring] and [AuditWiring]
/// the only place that does.
public final class Wiring implements AutoCloseable {
  private final Settings settings;
  private final Metrics metrics = new Metrics();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final SystemClock clock = closing(new SystemClock());
  private final SecureRandom random = new SecureRandom();
  private final ThisServer self;
  private @Nullable WebServer web;

  private Wiring(Settings settings) {
    this.settings = settings;
    this.self =
        ThisProcess.startedAt(clock.instant(), random.nextInt(), settings.files().database());
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
    var identity = new IdentityWiring(settings, clock, random, parts).make();
    var made =
        new EngineWiring(settings, clock, random, self, parts)
            .make(plugins, policies, identity.rights()::mayApprove);
    var limits = settings.listening().calls();
    var rates = new CallRates(limits.aSecond(), clock);
    var audit =
        new AuditWiring(settings, clock, random, parts).make(made.journal(), self.replica());
    var runner =
        new CallRunner(limits.atOnce(), rates, identity.rights()::of, audit.trail(), metrics);
    metrics.attempts(made.services().counts());
    measure(made, runner);
    var about =
        new ServerEndpoint(
            self, made.services(), made.live(), made.tenure(), settings.jobs().buckets());
    var engine = new GuardedEngine(made.engine());
    var calls =
        Endpoints.calls(
            engine,
            plugins,
            policies,
            about,
            identity.signIn().codes(),
            settings.requests(),
            clock);
    var health = new Health(policies, identity.rights(), made.engine().stop(), made.tenure());
    serve(made, engine, calls, runner, health, identity, audit.trail());
    audit.start();
  }

  private Plugins plugins() {
    var found = closing(PluginFolder.open(settings.files().plugins()));
    found.add(new FileSecrets(settings.jobs().secrets()));
    found.add(new EnvSecrets(System.getenv()));
    return found.register(settings.jobs().settings(), settings.jobs().bucketsByName().keySet());
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

  private void measure(EngineWiring.Made made, CallRunner runner) {
    metrics.journal(made.journal());
    metrics.stop(made.engine().stop());
    metrics.claims(made.claims());
    metrics.gauge("works.running", "works that this server runs", made.live()::count);
    if (made.tenure() instanceof Lease lease) {
      metrics.lease(lease);
    }
    metrics.draining(made.tenure());
    metrics.gauge("calls.under.way", "calls and watches under way", runner::underWay);
  }

  private void serve(
      EngineWiring.Made made,
      GuardedEngine engine,
      List<Call<?, ?>> calls,
      CallRunner runner,
      Health health,
      IdentityWiring.Made identity,
      AuditTrail audit) {
    var timeout = settings.listening().requestTimeout();
    var watches = closing(new WatchEndpoint(engine, clock, settings.listening().watchMax()));
    var watch = watches.call();
    var report = new ReportEndpoint(engine, self.version()).call();
    var content =
        new WebServer.Content(
            new GrpcServices(runner, timeout).of(calls, List.of(watch, report)),
            new RestServices(runner, timeout, clock).of(calls, watch, report),
            health,
            metrics.registry(),
            identity.signIn(),
            audit);
    var server = closing(WebServer.of(settings.listening(), identity.certificates(), content));
    parts.push(watches); // closed before the port, which waits for them, and once more: harmless
    parts.push(runner);
    parts.push(health::leaving);
    identity.rights().tellsWhomItBans(server::ban);
    server.start(); // before the engine: a taken port must not cost a half-run work
    web = server;
    made.engine().start();
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
