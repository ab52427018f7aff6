package dev.interlock.server.endpoint;

import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopResp;
import dev.interlock.api.v1.StopVerdict;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `interlock.v1.EmergencyStopService`.
public final class EmergencyStopEndpoint {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  private final EmergencyStop stop;

  public EmergencyStopEndpoint(EmergencyStop stop) {
    this.stop = stop;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(EmergencyStopServiceGrpc.getStopMethod(), this::stop),
        new Call<>(EmergencyStopServiceGrpc.getGoMethod(), this::go),
        new Call<>(EmergencyStopServiceGrpc.getListStopsMethod(), this::list));
  }

  private Answer<StopResp> stop(StopReq message, String actor) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    check(message.getName(), message.getReason(), message.getRequestId(), problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var key = key("stop", message.getName(), message.getReason(), message.getRequestId());
    return stop.order(message.getName(), message.getReason(), actor, key)
        .map(ordered ->
            Answer.ok(
                StopResp.newBuilder()
                    .setWorksStopped(ordered.worksStopped())
                    .setStored(ordered.stored())
                    .build()))
        .orElseGet(() -> Answer.no(Refusal.requestIdReused()));
  }

  private Answer<GoResp> go(GoReq message, String actor) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    check(message.getName(), message.getReason(), message.getRequestId(), problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var key = key("go", message.getName(), message.getReason(), message.getRequestId());
    return stop.release(message.getName(), message.getReason(), actor, key)
        .map(verdict ->
            message.getName().equals(EmergencyStop.ALL) ? verdictOfAll() : StopVerdicts.of(verdict))
        .map(verdict -> Answer.ok(GoResp.newBuilder().setVerdict(verdict).build()))
        .orElseGet(() -> Answer.no(Refusal.requestIdReused()));
  }

  /// Whether anything still stops everything. A list of names that may run need not name `all`.
  private StopVerdict verdictOfAll() {
    for (var source : stop.sources()) {
      if (source.problem().isPresent()) {
        return StopVerdicts.stopped("%s: %s".formatted(source.source(), source.problem().get()));
      }
    }
    for (var listed : stop.entries()) {
      if (listed.entry().name().equals(EmergencyStop.ALL) && !listed.entry().isGo()) {
        return StopVerdicts.stopped(
            "the %s says %s for all: %s"
                .formatted(listed.source(), listed.entry().status(), listed.entry().reason()));
      }
    }
    return StopVerdict.getDefaultInstance();
  }

  private Answer<ListStopsResp> list(ListStopsReq message, String actor) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var response = ListStopsResp.newBuilder();
    for (var listed : stop.entries()) {
      response.addEntries(entry(listed));
    }
    for (var source : stop.sources()) {
      response
          .addSourcesBuilder()
          .setSource(source.source())
          .setProblem(source.problem().orElse(""))
          .setReadAt(Times.of(source.readAt()));
    }
    return Answer.ok(response.build());
  }

  private static StopEntry entry(EmergencyStop.Listed listed) {
    var said = listed.entry();
    var entry =
        StopEntry.newBuilder()
            .setName(said.name())
            .setSource(listed.source())
            .setStatus(said.status())
            .setReason(said.reason())
            .setActor(said.actor());
    said.since().ifPresent(since -> entry.setSince(Times.of(since)));
    return entry.build();
  }

  private static void check(
      String name, String reason, String requestId, List<Violation> problems) {
    if (!NAME.matcher(name).matches()) {
      problems.add(
          new Violation("name", "must be the name of a work, or \"all\"; nothing means nothing"));
    }
    Fields.reason(reason, problems);
    Fields.requestId(requestId, problems);
  }

  private static RequestKey key(String call, String name, String reason, String requestId) {
    return RequestKey.of(requestId, "%s %s %s".formatted(call, name, reason));
  }
}
