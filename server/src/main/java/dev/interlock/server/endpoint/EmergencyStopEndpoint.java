package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.HeldBack;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopResp;
import dev.interlock.api.v1.StopSource;
import dev.interlock.api.v1.StopSourceState;
import dev.interlock.api.v1.StopVerdict;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.stop.ReleaseAnswer;
import dev.interlock.engine.stop.SourceTrouble;
import dev.interlock.engine.stop.StopSource.Entry;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `interlock.v1.EmergencyStopService`.
public final class EmergencyStopEndpoint {
  private static final Logger log = LoggerFactory.getLogger(EmergencyStopEndpoint.class);
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  /// For whoever has to write a name; more would help nobody.
  private static final int UNENDED_NAMES_MAX = 200;

  private final GuardedEngine engine;

  public EmergencyStopEndpoint(GuardedEngine engine) {
    this.engine = engine;
  }

  public List<Call<?, ?>> calls() {
    return List.of(
        new Call<>(EmergencyStopServiceGrpc.getStopMethod(), this::stop),
        new Call<>(EmergencyStopServiceGrpc.getGoMethod(), this::go),
        new Call<>(EmergencyStopServiceGrpc.getListStopsMethod(), this::list));
  }

  private Answer<StopResp> stop(StopReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    check(message.getName(), message.getReason(), message.getRequestId(), problems);
    allIsWrittenSo(message.getName(), problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var key = key("stop", message.getName(), message.getReason(), message.getRequestId(), asker);
    return engine
        .stop(message.getName(), message.getReason(), key, asker)
        .map(ordered ->
            Answer.ok(
                StopResp.newBuilder()
                    .setWorksStopped(ordered.worksStopped())
                    .setStored(ordered.stored())
                    .setReleasedSince(ordered.releasedSince())
                    .build()))
        .orElseGet(() -> Answer.no(Refusal.requestIdReused()));
  }

  private Answer<GoResp> go(GoReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    check(message.getName(), message.getReason(), message.getRequestId(), problems);
    if (engine.stops(asker).stream().noneMatch(of -> of.entry().name().equals(message.getName()))) {
      allIsWrittenSo(message.getName(), problems); // one that was set so must be taken back so
    }
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var key = key("go", message.getName(), message.getReason(), message.getRequestId(), asker);
    return switch (engine.release(message.getName(), message.getReason(), key, asker)) {
      case ReleaseAnswer.Taken(var verdict) ->
          Answer.ok(released(message.getName(), verdict, asker));
      case ReleaseAnswer.NotAPerson() -> Answer.no(Refusal.notAPerson());
      case ReleaseAnswer.RequestIdReused() -> Answer.no(Refusal.requestIdReused());
    };
  }

  private GoResp released(String name, dev.interlock.engine.stop.StopVerdict verdict, Asker asker) {
    boolean isAll = name.equals(EmergencyStop.ALL);
    var response =
        GoResp.newBuilder().setVerdict(isAll ? verdictOfAll(asker) : StopVerdicts.of(verdict));
    engine.stops(asker).stream()
        .map(EmergencyStop.Listed::entry)
        .filter(entry -> entry.name().equals(name) && !entry.releaseAsked().actor().isEmpty())
        .forEach(entry -> response.setSecondBefore(secondBefore(entry)));
    return response.build();
  }

  private static Timestamp secondBefore(Entry entry) {
    return Times.of(entry.releaseAsked().at().plus(EmergencyStop.SECOND_WITHIN));
  }

  /// Whether anything still stops everything. A list of names that may run need not name `all`.
  private StopVerdict verdictOfAll(Asker asker) {
    for (var source : engine.stopSources(asker)) {
      if (source.problem().isPresent()) {
        return StopVerdicts.stopped("%s: %s".formatted(source.source(), source.problem().get()));
      }
    }
    for (var listed : engine.stops(asker)) {
      if (listed.entry().name().equals(EmergencyStop.ALL) && !listed.entry().isGo()) {
        return StopVerdicts.stopped(
            "the %s says %s for all: %s"
                .formatted(listed.source(), listed.entry().status(), listed.entry().reason()));
      }
    }
    return StopVerdict.getDefaultInstance();
  }

  private Answer<ListStopsResp> list(ListStopsReq message, Asker asker) {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (!problems.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var response = ListStopsResp.newBuilder();
    for (var listed : engine.stops(asker)) {
      response.addEntries(entry(listed));
    }
    for (var source : engine.stopSources(asker)) {
      response.addSources(source(source));
    }
    if (message.getCountHeldBack()) {
      heldBack(asker).ifPresent(response::setHeldBack);
    }
    return Answer.ok(response.build());
  }

  private static StopSource source(EmergencyStop.SourceHealth health) {
    var source =
        StopSource.newBuilder()
            .setSource(health.source())
            .setReadAt(Times.of(health.readAt()))
            .setState(StopSourceState.STOP_SOURCE_STATE_OK);
    health
        .trouble()
        .ifPresent(trouble ->
            source
                .setState(stateOf(trouble.effect()))
                .setProblem(trouble.problem())
                .setSince(Times.of(trouble.since())));
    return source.build();
  }

  private static StopSourceState stateOf(SourceTrouble.Effect effect) {
    return switch (effect) {
      case HOLDS -> StopSourceState.STOP_SOURCE_STATE_HOLDS;
      case STOPS -> StopSourceState.STOP_SOURCE_STATE_STOPS;
    };
  }

  /// What is in force is shown also while the database cannot count.
  private Optional<HeldBack> heldBack(Asker asker) {
    try {
      var works = engine.unended(asker);
      var names = works.byName().keySet().stream().sorted().limit(UNENDED_NAMES_MAX).toList();
      return Optional.of(
          HeldBack.newBuilder()
              .setWorks(engine.heldBack(works))
              .setOrMore(works.mayBeMore())
              .addAllUnendedNames(names)
              .build());
    } catch (StoreUnavailable e) {
      log.atWarn().log("the works that the emergency stop holds back cannot be counted", e);
      return Optional.empty();
    }
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
    if (!said.releaseAsked().actor().isEmpty()) {
      entry.setReleaseAskedBy(said.releaseAsked().actor()).setSecondBefore(secondBefore(said));
    }
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

  /// Whoever writes ALL means everything, and would stop works of a name that there is not.
  private static void allIsWrittenSo(String name, List<Violation> problems) {
    if (name.equalsIgnoreCase(EmergencyStop.ALL) && !name.equals(EmergencyStop.ALL)) {
      problems.add(
          new Violation(
              "name",
              "is \"%s\"; write \"all\", in small letters, for every work".formatted(name)));
    }
  }

  private static RequestKey key(
      String call, String name, String reason, String requestId, Asker asker) {
    return RequestKey.of(asker.actor(), requestId, "%s %s %s".formatted(call, name, reason));
  }
}
