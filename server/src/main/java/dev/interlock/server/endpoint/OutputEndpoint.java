package dev.interlock.server.endpoint;

import dev.interlock.api.v1.GetOutputReq;
import dev.interlock.api.v1.GetOutputResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.Refusal;
import java.util.ArrayList;
import java.util.List;

/// GetOutput of `interlock.v1.WorkService`.
public final class OutputEndpoint {
  private final GuardedEngine engine;

  public OutputEndpoint(GuardedEngine engine) {
    this.engine = engine;
  }

  public List<Call<?, ?>> calls() {
    return List.of(new Call<>(WorkServiceGrpc.getGetOutputMethod(), this::output));
  }

  private Answer<GetOutputResp> output(GetOutputReq message, Asker asker)
      throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    if (message.getJob().isEmpty()) {
      problems.add(new Violation("job", "is missing; say which: blocks[2].jobs[7]"));
    }
    if (message.getAttempt() < 0) {
      problems.add(
          new Violation("attempt", "is %d; they count from 1".formatted(message.getAttempt())));
    }
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      return Answer.no(Refusal.violated(problems));
    }
    var found = engine.output(id.get(), message.getJob(), message.getAttempt(), asker);
    if (found.isPresent()) {
      var text = found.get();
      return Answer.ok(
          GetOutputResp.newBuilder()
              .setAttempt(text.attempt())
              .setRunning(text.isRunning())
              .setText(text.text())
              .build());
    }
    return engine.request(id.get(), asker).isEmpty()
        ? Answer.no(Refusal.noSuchWork(message.getId()))
        : Answer.no(Refusal.noSuchAttempt(message.getId(), message.getJob()));
  }
}
