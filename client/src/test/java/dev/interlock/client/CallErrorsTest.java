package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What becomes of errors that no server sent.
class CallErrorsTest {
  private final CallErrors errors = new CallErrors(ServerAddress.parse("localhost:8080"));

  @Test
  void a_connection_that_ends_while_a_call_is_written_is_as_any_that_ends() {
    var thrown =
        Status.UNKNOWN
            .withDescription("channel closed")
            .withCause(new ClosedChannelException())
            .asRuntimeException();

    var failed = errors.of(thrown, "Exec", Duration.ofSeconds(1));

    assertThat(failed.kind()).isEqualTo(CallFailed.Kind.UNREACHABLE);
    assertThat(failed.isPassing()).isTrue();
    assertThat(failed).hasMessageContaining("localhost:8080 cannot be reached: channel closed");
  }

  @Test
  void what_a_server_does_not_explain_is_its_fault() {
    var thrown = Status.UNKNOWN.withDescription("channel closed").asRuntimeException();

    var failed = errors.of(thrown, "Exec", Duration.ofSeconds(1));

    assertThat(failed.kind()).isEqualTo(CallFailed.Kind.SERVER_FAULT);
    assertThat(failed.isPassing()).isFalse();
  }
}
