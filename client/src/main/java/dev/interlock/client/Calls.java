package dev.interlock.client;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Makes one logical call of up to several attempts: each with a deadline, each through the
/// breaker. Any thread may use it.
final class Calls {
  private final ManagedChannel channel;
  private final ClientSettings settings;
  private final CallErrors errors;
  private final Retry retry;
  private final CircuitBreaker breaker;

  Calls(ManagedChannel channel, ClientSettings settings) {
    this.channel = channel;
    this.settings = settings;
    this.errors = new CallErrors(settings.address());
    this.retry = retryOf(settings.retries());
    this.breaker = breakerOf(settings.breaker());
  }

  CallErrors errors() {
    return errors;
  }

  /// @param call its name on the wire, for messages
  /// @param extra how long the server was asked to take, on top of the usual deadline
  <S extends AbstractStub<S>, R> R make(String call, S stub, Duration extra, Function<S, R> body) {
    var deadline = settings.deadline().plus(extra);
    try {
      return retry.executeSupplier(
          () -> breaker.executeSupplier(() -> attempt(call, stub, deadline, body)));
    } catch (CallNotPermittedException open) {
      throw errors.leftAlone(settings.breaker(), open);
    }
  }

  private <S extends AbstractStub<S>, R> R attempt(
      String call, S stub, Duration deadline, Function<S, R> body) {
    connectAfresh();
    try {
      return body.apply(stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS));
    } catch (StatusRuntimeException thrown) {
      throw errors.of(thrown, call, deadline);
    }
  }

  /// Has the next call connect now. A channel that failed to connect otherwise answers from memory,
  /// for up to two minutes, by a plan of its own.
  void connectAfresh() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.enterIdle();
    }
  }

  private static Retry retryOf(RetryPlan plan) {
    var pauses = plan.pauses();
    return Retry.of(
        "interlock",
        RetryConfig.custom()
            .maxAttempts(plan.attemptsMax())
            .retryOnException(thrown -> isWorthWaitingFor(thrown, plan))
            .intervalBiFunction((failed, thrown) ->
                Math.max(pauses.apply(failed), askedFor(thrown.getLeft()).toMillis()))
            .build());
  }

  private static boolean isWorthWaitingFor(Throwable thrown, RetryPlan plan) {
    return thrown instanceof CallFailed failed
        && failed.isPassing()
        && failed.retryAfter().compareTo(plan.pauseMax()) <= 0;
  }

  private static Duration askedFor(Throwable thrown) {
    return thrown instanceof CallFailed failed ? failed.retryAfter() : Duration.ZERO;
  }

  private static CircuitBreaker breakerOf(BreakerPlan plan) {
    return CircuitBreaker.of(
        "interlock",
        CircuitBreakerConfig.custom()
            .slidingWindowSize(plan.callsSeen())
            // Half a window is enough to judge: waiting for all of it would never judge a quiet
            // client.
            .minimumNumberOfCalls(Math.ceilDiv(plan.callsSeen(), 2))
            .failureRateThreshold(plan.failedPercent())
            .waitDurationInOpenState(plan.openFor())
            .permittedNumberOfCallsInHalfOpenState(1)
            .recordException(thrown -> thrown instanceof CallFailed failed && failed.isPassing())
            .build());
  }
}
