package dev.interlock.server;

import dev.interlock.engine.Engine;
import dev.interlock.engine.admit.Admission;
import dev.interlock.engine.admit.Approvers;
import dev.interlock.engine.execute.ClaimLoop;
import dev.interlock.engine.execute.Claims;
import dev.interlock.engine.execute.JobServices;
import dev.interlock.engine.execute.LiveWorks;
import dev.interlock.engine.execute.RunParts;
import dev.interlock.engine.execute.RunSettings;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.replica.Lease;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.replica.SoleTenure;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.secret.Secrets;
import dev.interlock.engine.stop.DatabaseStops;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.StopTimes;
import dev.interlock.engine.watch.Watchers;
import dev.interlock.server.endpoint.ThisServer;
import dev.interlock.server.files.EsFile;
import dev.interlock.server.logs.LogSetup;
import dev.interlock.server.plugins.Plugins;
import dev.interlock.server.settings.Settings;
import dev.interlock.store.postgres.PostgresStore;
import dev.interlock.store.sqlite.SqliteStore;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The half of [Wiring] that makes the engine and what it runs on.
///
/// @param parts where what is to be closed is put
record EngineWiring(
    Settings settings,
    SystemClock clock,
    SecureRandom random,
    ThisServer self,
    Deque<AutoCloseable> parts) {

  /// The engine, and those of its parts that others look at.
  record Made(
      Engine engine,
      Journal journal,
      JobServices services,
      LiveWorks live,
      ClaimLoop claims,
      Tenure tenure) {}

  /// Makes an engine, which is not started yet.
  Made make(Plugins plugins, PolicySource policies, Approvers approvers) {
    var store = open();
    parts.push(store.works());
    return make(plugins, policies, approvers, store);
  }

  private Made make(Plugins plugins, PolicySource policies, Approvers approvers, Opened opened) {
    var store = opened.works();
    var journal = new Journal(store, clock);
    var stop = stop(store, journal);
    var run = runParts(plugins, store, journal, stop, opened.tenure());
    var live = new LiveWorks(run, runSettings(), settings.running().worksAtOnce());
    var claims = new Claims(journal, live, opened.tenure());
    var claimLoop = new ClaimLoop(store, live, claims, clock);
    var admission =
        new Admission(
            new Admission.Rules(plugins.jobTypes(), policies, stop, approvers, settings.requests()),
            journal,
            clock,
            new WorkIds(clock, random));
    var engine = new Engine(admission, run, live, claims, claimLoop, opened.neighbours());
    parts.push(engine);
    return new Made(engine, journal, run.services(), live, claimLoop, opened.tenure());
  }

  /// @param neighbours null where there can be none
  private record Opened(WorkStore works, Tenure tenure, @Nullable Neighbours neighbours) {}

  private Opened open() {
    var replica = self.asReplica(settings.listening().address());
    return switch (settings.files().database()) {
      case Settings.Database.Sqlite(var file) ->
          new Opened(SqliteStore.open(file), new SoleTenure(replica), null);
      case Settings.Database.Postgres(var url) -> {
        var store = PostgresStore.open(url, replica.name());
        yield new Opened(
            store,
            new Lease(store.replicas(), replica, clock),
            new Neighbours(store.orders(), replica.name(), clock, UUID::randomUUID));
      }
    };
  }

  private EmergencyStop stop(WorkStore store, Journal journal) {
    var times = settings.stopping();
    return new EmergencyStop(
        new EsFile(settings.files().stops()),
        new DatabaseStops(store),
        journal,
        clock,
        new StopTimes(times.poll(), times.poll().dividedBy(2), times.stale()),
        times.releasePeople());
  }

  private RunParts runParts(
      Plugins plugins, WorkStore store, Journal journal, EmergencyStop stop, Tenure tenure) {
    var secrets = new Secrets(plugins.secrets());
    LogSetup.redactBy(secrets::redacted);
    return new RunParts(
        plugins.jobTypes(),
        journal,
        stop,
        new JobServices(
            settings.jobs().bucketsByName(), store, journal, clock, random::nextDouble, secrets),
        new Watchers(store, clock),
        tenure,
        clock);
  }

  private RunSettings runSettings() {
    // the engine asks twice, the second time more firmly
    var each = settings.running().shutdownGrace().dividedBy(2);
    return new RunSettings(self.replica(), RunSettings.STOP_GRACE, each);
  }
}
