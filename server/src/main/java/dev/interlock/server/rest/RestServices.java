package dev.interlock.server.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.StreamedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Every path of the REST API with what serves it.
public final class RestServices {
  private static final String WATCH = "regex:^/v1/works/(?<id>[^/:]+):watch$";
  private static final String REPORT = "regex:^/v1/works/(?<id>[^/:]+):report$";

  private static final Pattern STOP =
      RestRoute.of(EmergencyStopServiceGrpc.getStopMethod()).orElseThrow().pattern();

  private final CallRunner runner;
  private final Duration requestTimeout;
  private final Clock clock;

  /// Serves calls by this runner.
  ///
  /// @param requestTimeout for a call to be answered, beyond what it asks to wait
  public RestServices(CallRunner runner, Duration requestTimeout, Clock clock) {
    this.runner = runner;
    this.requestTimeout = requestTimeout;
    this.clock = clock;
  }

  /// Whether a path is that of a pull of the emergency stop.
  public static boolean isStop(String path) {
    return STOP.matcher(path).matches();
  }

  /// A path and what serves it.
  public record Served(Route route, HttpService service) {}

  /// Every path. What is streamed has a form of its own.
  public List<Served> of(
      List<Call<?, ?>> calls,
      StreamedCall<WatchReq, WatchResp> watch,
      StreamedCall<ReportReq, ReportResp> report) {
    var served = new ArrayList<Served>();
    for (var call : calls) {
      RestRoute.of(call.method()).ifPresent(route -> served.add(served(call, route)));
    }
    served.add(get(WATCH, new WatchEvents(watch, runner, requestTimeout, clock)));
    served.add(get(REPORT, new ReportDocument(report, runner, requestTimeout)));
    return served;
  }

  private static Served get(String path, HttpService service) {
    return new Served(Route.builder().methods(HttpMethod.GET).path(path).build(), service);
  }

  private <Q extends Message, R extends Message> Served served(Call<Q, R> call, RestRoute route) {
    return new Served(
        Route.builder().methods(route.method()).path(route.path()).build(),
        new RestCall<>(call, route, runner, requestTimeout));
  }
}
