package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What errors are called by whom they come from.
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

  @Test
  void a_server_that_says_when_to_try_again_was_reached() {
    var retry = RetryInfo.newBuilder();
    retry.getRetryDelayBuilder().setSeconds(1);
    var away = Status.UNAVAILABLE.withDescription("the database does not answer");
    var thrown = ScriptedServer.detailed(away, retry.build());

    var failed = errors.of(thrown, "Exec", Duration.ofSeconds(1));

    assertThat(failed.kind()).isEqualTo(CallFailed.Kind.UNREACHABLE);
    assertThat(failed)
        .hasMessage("localhost:8080 cannot do that now: the database does not answer");
  }
}
