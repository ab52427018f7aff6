package dev.interlock.server.call;

import com.linecorp.armeria.server.ServerBuilder;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.time.ManualClock;
import java.util.Set;

/// Somebody who may do everything, for tests of what comes after that.
public final class Anybody {
  private static final Principal ANN = new Principal("ann", "test", Set.of());

  private Anybody() {}

  public static Asker asker() {
    return new Asker(ANN, _ -> NameScope.ALL);
  }

  public static CallRunner runner() {
    var rates = new CallRates(1_000, new ManualClock());
    var runner = new CallRunner(10, rates, _ -> _ -> NameScope.ALL, (_, _, _) -> {});
    runner.open();
    return runner;
  }

  /// Takes everybody for them.
  public static void callsAll(ServerBuilder builder) {
    builder.decorator((next, context, request) -> {
      Callers.is(context, ANN);
      return next.serve(context, request);
    });
  }
}
