package dev.interlock.server.endpoint;

import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.server.call.Call;
import dev.interlock.server.files.PolicyFile;
import dev.interlock.server.identity.SignInCodes;
import dev.interlock.server.plugins.Plugins;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Everything that the server can be asked, but for what it streams.
public final class Endpoints {
  private Endpoints() {}

  /// Every call.
  ///
  /// @param limits how large requests may be
  public static List<Call<?, ?>> calls(
      GuardedEngine engine,
      Plugins plugins,
      PolicyFile policies,
      ServerEndpoint server,
      SignInCodes codes,
      RequestLimits limits,
      InstantSource clock) {
    var calls = new ArrayList<Call<?, ?>>();
    calls.addAll(new WorkEndpoint(engine, limits, clock).calls());
    calls.addAll(new PagesEndpoint(engine).calls());
    calls.addAll(new OutputEndpoint(engine).calls());
    calls.addAll(new FactsEndpoint(engine).calls());
    calls.addAll(new VerbEndpoint(engine, limits.rateLimitMax()).calls());
    calls.addAll(new CopyEndpoint(engine, limits).calls());
    calls.addAll(new EmergencyStopEndpoint(engine).calls());
    calls.addAll(new CatalogEndpoint(plugins, policies).calls());
    calls.addAll(new PolicyCheckEndpoint(policies).calls());
    calls.addAll(server.calls());
    calls.addAll(new IdentityEndpoint(codes).calls());
    calls.addAll(new AuditEndpoint(engine).calls());
    return calls;
  }
}
