package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.StatusResp;
import dev.interlock.client.CallFailed.Kind;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final RetryPlan ONCE =
      new RetryPlan(1, Duration.ofMillis(1), Duration.ofMillis(1));

  private final ScriptedServer server = ScriptedServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void leaves_a_failing_server_alone() {
    server.refuse("Status", Status.UNAVAILABLE);
    try (var client = client(new BreakerPlan(4, 50, Duration.ofHours(1)))) {
      failureOf(client);
      failureOf(client);

      var failed = failureOf(client);

      assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(failed).hasMessageContaining("was not asked");
      assertThat(server.calls("Status")).isEqualTo(2);
    }
  }

  @Test
  void lets_calls_through_again_once_one_has_gone_well() {
    server.refuse("Status", Status.UNAVAILABLE).refuse("Status", Status.UNAVAILABLE);
    server.answer("Status", StatusResp.newBuilder().setSeq(7).build());
    try (var client = client(new BreakerPlan(2, 50, Duration.ofMillis(50)))) {
      failureOf(client);
      failureOf(client);

      await().ignoreExceptions().until(() -> client.status("w1").getSeq() == 7);

      assertThat(client.status("w1").getSeq()).isEqualTo(7);
    }
  }

  @Test
  void stays_closed_when_the_server_only_refuses() {
    server.refuse("Status", Status.NOT_FOUND);
    try (var client = client(new BreakerPlan(2, 1, Duration.ofHours(1)))) {
      for (int call = 0; call < 10; call++) {
        assertThat(failureOf(client).kind()).isEqualTo(Kind.NOT_FOUND);
      }
    }

    assertThat(server.calls("Status")).isEqualTo(10);
  }

  private InterlockClient client(BreakerPlan breaker) {
    return InterlockClient.of(
        new ClientSettings(
            server.address(),
            Credentials.NONE,
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            ONCE,
            ONCE,
            breaker));
  }

  private static CallFailed failureOf(InterlockClient client) {
    return catchThrowableOfType(CallFailed.class, () -> client.status("w1"));
  }
}
