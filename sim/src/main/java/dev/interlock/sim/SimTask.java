package dev.interlock.sim;

import dev.interlock.engine.execute.Order;
import dev.interlock.engine.work.Input;
import java.util.List;

/// What a runner brings from proposal to durable entry before it takes the next.
sealed interface SimTask {

  record Advance(List<Input> inputs) implements SimTask {
    public Advance {
      inputs = List.copyOf(inputs);
    }
  }

  /// Of what was lost with another process.
  record Probe() implements SimTask {}

  record CarryOut(Order order) implements SimTask {}
}
