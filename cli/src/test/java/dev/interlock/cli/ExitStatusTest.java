package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExitStatusTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, 2",
    "INVALID_ARGUMENT, 2",
    "FAILED_PRECONDITION, 3",
    "ALREADY_EXISTS, 3",
    "PERMISSION_DENIED, 3",
    "ABORTED, 4",
    "INTERNAL, 5",
    "UNAVAILABLE, 5"
  })
  void a_refused_call_says_why_and_exits_by_its_code(Status.Code code, int status) {
    server.refuse("Exec", code.toStatus().withDescription("because of \u001b[31mred"));

    var run = place.run("exec", ID);

    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("interlock: ").contains("because of \\u001b[31mred");
  }

  @Test
  void a_refused_request_shows_every_violation() {
    server.refuse(
        "Submit",
        Status.INVALID_ARGUMENT.withDescription("2 violations"),
        BadRequest.newBuilder()
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder()
                    .setField("blocks[0]")
                    .setDescription("has no jobs"))
            .addFieldViolations(
                BadRequest.FieldViolation.newBuilder().setDescription("too many blocks"))
            .build());

    var run = place.withInput("{}").run("submit", "-");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err())
        .isEqualTo(
            """
            interlock: refused: 2 violations
              blocks[0]: has no jobs
              too many blocks
            """);
  }

  @Test
  void an_unreachable_server_is_named() {
    server.die();

    var run = place.run("list");

    assertThat(run.status()).isEqualTo(5);
    assertThat(run.err())
        .isEqualTo(
            "interlock: %s cannot be reached: connection refused; is a server running there?\n"
                .formatted(server.address()));
  }

  @ParameterizedTest
  @EnumSource(
      value = WorkState.class,
      names = {"WORK_STATE_UNSPECIFIED", "UNRECOGNIZED"},
      mode = EnumSource.Mode.EXCLUDE)
  void status_exits_by_how_the_work_ended(WorkState state) {
    server.answer("Status", Samples.status().setState(state).build());

    var run = place.run("status", ID);

    assertThat(run.status())
        .isEqualTo(
            switch (state) {
              case WORK_STATE_FAILED, WORK_STATE_CANCELLED, WORK_STATE_KILLED, WORK_STATE_EXPIRED ->
                  1;
              case WORK_STATE_STOPPED, WORK_STATE_ES_STOPPED -> 4;
              default -> 0;
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          lst                     | Did you mean
          list --limt=3           | --limit
          list --limit 501        | --limit is 501; it must be 1 to 500
          list --limit x          | 'x' is not an int
          list --state done       | not-started
          list --output yaml      | 'yaml'
          list --server nowhere   | "nowhere" has no port
          status                  | ID
          submit /no/such/file    | there is no file /no/such/file
          stop all                | --reason
          server --port 8080      | bin/interlock server --port 8080
          ``                      | which command?
          """)
  void a_wrong_command_line_is_usage_and_says_what_is_wrong(String line, String message) {
    var args = line.isEmpty() ? new String[0] : line.split(" ");

    var run = place.run(args);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void the_help_lists_every_command_and_every_exit_status() {
    var run = place.run("--help");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "server",
            "export",
            "import",
            "submit",
            "exec",
            "run",
            "status",
            "watch",
            "list",
            "check",
            "pause",
            "resume",
            "drain",
            "cancel",
            "kill",
            "skip",
            "resolve",
            "limit",
            "retry",
            "clone",
            "request",
            "jobs",
            "policies",
            "buckets",
            "replicas",
            "stop",
            "go",
            "stops",
            "version",
            "completion",
            "help")
        .contains(ExitCode.MEANINGS.keySet())
        .contains(ExitCode.MEANINGS.values());
  }

  @ParameterizedTest
  @CsvSource({
    "submit",
    "exec",
    "run",
    "status",
    "watch",
    "list",
    "check",
    "pause",
    "resume",
    "drain",
    "cancel",
    "kill",
    "skip",
    "resolve",
    "limit",
    "retry",
    "clone",
    "request",
    "jobs",
    "policies",
    "buckets",
    "replicas",
    "stop",
    "go",
    "stops",
    "version",
    "completion",
    "server",
    "export",
    "import"
  })
  void every_command_has_help_of_its_own(String command) {
    var asked = place.run(command, "--help");
    var told = place.run("help", command);

    assertThat(asked.status()).isZero();
    assertThat(asked.out()).startsWith("Usage: interlock " + command).contains("Exit status:");
    assertThat(told.out()).isEqualTo(asked.out());
  }
}
