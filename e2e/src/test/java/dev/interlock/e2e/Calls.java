package dev.interlock.e2e;

import dev.interlock.e2e.Findings.Count;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes calls to a server that is killed again and again: one that was not answered is repeated as
/// it was, until it is. Any thread.
record Calls(Uptime uptime, Findings findings) {

  boolean goOn() {
    return uptime.goesOn();
  }

  void waitAMoment() throws InterruptedException {
    uptime.awaitUp();
  }

  /// Makes a call that changes something.
  ///
  /// @return empty when it was refused
  <T> Optional<T> change(String what, Supplier<T> call) throws InterruptedException {
    var answer = ask(what, call);
    findings.count(answer.isPresent() ? Count.ACKNOWLEDGED : Count.REFUSED);
    return answer;
  }

  /// Makes a call.
  ///
  /// @return empty when it was refused
  <T> Optional<T> ask(String what, Supplier<T> call) throws InterruptedException {
    while (true) {
      try {
        return Optional.of(call.get());
      } catch (StatusRuntimeException e) {
        var code = e.getStatus().getCode();
        if (code == Status.Code.FAILED_PRECONDITION || code == Status.Code.ABORTED) {
          return Optional.empty();
        }
        if (code == Status.Code.NOT_FOUND) {
          findings.wrong(Count.LOST, "%s: %s".formatted(what, e.getStatus()));
          return Optional.empty();
        }
        // gRPC says UNKNOWN when the connection ends in the moment in which the call is written to
        // it
        boolean isCutOff =
            code == Status.Code.UNAVAILABLE
                || code == Status.Code.DEADLINE_EXCEEDED
                || e.getStatus().getCause() instanceof ClosedChannelException;
        if (!isCutOff) {
          findings.wrong(Count.OTHER_VIOLATIONS, "%s: %s".formatted(what, e.getStatus()));
          return Optional.empty();
        }
        findings.count(Count.CUT_OFF);
        uptime.awaitUp();
      }
    }
  }
}
