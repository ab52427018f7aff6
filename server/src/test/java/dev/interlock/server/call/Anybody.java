package dev.interlock.server.call;

import com.linecorp.armeria.server.ServerBuilder;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.server.audit.AuditSpool;
import dev.interlock.server.audit.AuditTrail;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/// Somebody who may do everything, for tests of what comes after that.
public final class Anybody {
  static final Principal ANN = new Principal("ann", "test", Set.of());
  static final KnownCaller CALLER = new KnownCaller(ANN, "127.0.0.1");

  private Anybody() {}

  public static Asker asker() {
    return new Asker(ANN, _ -> NameScope.ALL, Decision.unrecorded("ann"));
  }

  /// Of a store of its own.
  static AuditTrail audit() {
    var clock = new ManualClock();
    var spool = new AuditSpool(Path.of("no", "such", "folder"), 0);
    var journal = new Journal(new InMemoryStore(), clock);
    return new AuditTrail(journal, spool, clock, () -> UUID.randomUUID().toString(), "here:1");
  }

  public static CallRunner runner() {
    var rates = new CallRates(1_000, new ManualClock());
    var runner = new CallRunner(10, rates, _ -> _ -> NameScope.ALL, audit(), (_, _, _) -> {});
    runner.open();
    return runner;
  }

  /// Takes everybody for them.
  public static void callsAll(ServerBuilder builder) {
    builder.decorator((next, context, request) -> {
      Callers.is(context, CALLER);
      return next.serve(context, request);
    });
  }
}
