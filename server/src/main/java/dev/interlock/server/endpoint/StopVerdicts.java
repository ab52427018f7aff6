package dev.interlock.server.endpoint;

import dev.interlock.api.v1.StopVerdict;

/// What the emergency stop says of a name, as a message.
final class StopVerdicts {
  private StopVerdicts() {}

  static StopVerdict of(dev.interlock.engine.stop.StopVerdict verdict) {
    return switch (verdict) {
      case dev.interlock.engine.stop.StopVerdict.Go _ -> StopVerdict.getDefaultInstance();
      case dev.interlock.engine.stop.StopVerdict.Stop(var reason) -> stopped(reason);
      case dev.interlock.engine.stop.StopVerdict.Hold(var reason) -> stopped(reason);
    };
  }

  static StopVerdict stopped(String reason) {
    return StopVerdict.newBuilder().setStopped(true).setReason(reason).build();
  }
}
