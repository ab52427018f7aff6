package dev.interlock.server.api;

import static dev.interlock.server.api.OldClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.interlock.api.diskerase.WorkflowOuterClass;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Status;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The contract that existing clients speak: its numbers, and a client that knows nothing newer.
class WireContractTest {
  @TempDir static Path folder;
  private static RunningServer server;
  private static OldClient client;

  @BeforeAll
  static void start() {
    server = RunningServer.in(folder);
    client = new OldClient(server.channel());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        of(WorkReq.getDescriptor(), "1 name string", "2 desc string", "3 blocks repeated Block"),
        of(WorkResp.getDescriptor(), "1 id string"),
        of(Block.getDescriptor(), "1 desc string", "2 rate_limit int32", "3 jobs repeated Job"),
        of(Job.getDescriptor(), "1 name string", "2 desc string", "3 args map<string,string>"),
        of(ExecReq.getDescriptor(), "1 id string"),
        of(ExecResp.getDescriptor()),
        of(StatusReq.getDescriptor(), "1 id string"),
        of(
            StatusResp.getDescriptor(),
            "1 name string",
            "2 desc string",
            "3 status Status",
            "4 blocks repeated BlockStatus",
            "5 had_errors bool",
            "6 was_es_stopped bool"),
        of(
            BlockStatus.getDescriptor(),
            "1 desc string",
            "2 status Status",
            "3 has_error bool",
            "4 jobs repeated JobStatus"),
        of(
            JobStatus.getDescriptor(),
            "1 name string",
            "2 desc string",
            "3 args map<string,string>",
            "4 status Status",
            "5 error string"));
  }

  private static Arguments of(Descriptor message, String... fields) {
    return Arguments.of(message.getName(), message, List.of(fields));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void keeps_every_field_of_the_contract(String name, Descriptor message, List<String> fields) {
    var kept =
        message.getFields().stream()
            .filter(field -> field.getNumber() < 10)
            .map(field -> "%d %s %s".formatted(field.getNumber(), field.getName(), type(field)));

    assertThat(kept).containsExactlyElementsOf(fields);
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      var entry = field.getMessageType().getFields();
      return "map<%s,%s>".formatted(type(entry.get(0)), type(entry.get(1)));
    }
    var type =
        switch (field.getJavaType()) {
          case MESSAGE -> field.getMessageType().getName();
          case ENUM -> field.getEnumType().getName();
          default -> field.getType().toString().toLowerCase(Locale.ROOT);
        };
    return field.isRepeated() ? "repeated " + type : type;
  }

  @Test
  void keeps_the_five_states_of_the_contract() {
    assertThat(Status.getDescriptor().getValues())
        .extracting(state -> state.getNumber() + " " + state.getName())
        .containsExactly(
            "0 StatusUnknown",
            "1 StatusNotStarted",
            "2 StatusRunning",
            "3 StatusFailed",
            "4 StatusCompleted");
  }

  @Test
  void keeps_the_name_of_the_service_and_its_unary_calls() {
    var service = WorkflowOuterClass.getDescriptor().findServiceByName("Workflow");

    assertThat(service.getFullName()).isEqualTo("diskerase.Workflow");
    assertThat(service.getMethods())
        .allMatch(method -> !method.isClientStreaming() && !method.isServerStreaming())
        .extracting(method ->
            "%s(%s) -> %s"
                .formatted(
                    method.getName(),
                    method.getInputType().getName(),
                    method.getOutputType().getName()))
        .containsExactly(
            "Submit(WorkReq) -> WorkResp",
            "Exec(ExecReq) -> ExecResp",
            "Status(StatusReq) -> StatusResp");
  }

  @Test
  void serves_an_old_client_from_submit_to_the_end() {
    var id = client.submit("Nap", 0, OldClient.job("sleep", "seconds", "0"));
    assertThat(client.status(id).number(3)).isEqualTo(OldClient.NOT_STARTED);

    assertThat(client.exec(id).fields()).isEmpty();
    await().until(() -> client.status(id).number(3) == OldClient.COMPLETED);

    var status = client.status(id);
    assertThat(status.text(1)).isEqualTo("Nap");
    assertThat(status.text(2)).isEqualTo("the work");
    assertThat(status.number(5)).isZero();
    assertThat(status.number(6)).isZero();
    var block = status.messages(4).getFirst();
    assertThat(block.text(1)).isEqualTo("the block");
    assertThat(block.number(2)).isEqualTo(OldClient.COMPLETED);
    var job = block.messages(4).getFirst();
    assertThat(job.text(1)).isEqualTo("sleep");
    assertThat(job.text(2)).isEqualTo("the job");
    assertThat(job.messages(3).getFirst().text(1)).isEqualTo("seconds");
    assertThat(job.messages(3).getFirst().text(2)).isEqualTo("0");
    assertThat(job.number(4)).isEqualTo(OldClient.COMPLETED);
    assertThat(job.text(5)).isEmpty();
  }

  @Test
  void shows_running_on_the_first_poll_after_exec() {
    for (int i = 0; i < 50; i++) {
      var id = client.submit("Nap", 1, OldClient.job("sleep", "seconds", "3600"));
      client.exec(id);

      assertThat(client.status(id).number(3)).isEqualTo(OldClient.RUNNING);
    }
  }

  @Test
  void shows_an_emergency_stop_as_failed_with_its_flag() {
    var id = client.submit("Nap", 1, OldClient.job("sleep", "seconds", "3600"));
    client.exec(id);
    server.writeStops("{\"Name\": \"Nap\", \"Status\": \"stop\"}");
    try {
      await().until(() -> client.status(id).number(3) != OldClient.RUNNING);

      assertThat(client.status(id).number(3)).isEqualTo(OldClient.FAILED);
      assertThat(client.status(id).number(6)).isOne();
      assertThat(code(() -> client.submit("Nap", 1, OldClient.job("sleep", "seconds", "0"))))
          .isEqualTo(Code.ABORTED);
    } finally {
      server.letNapsGo();
    }
    await()
        .until(() ->
            server.works().check(Requests.nap(Requests.sleep(0))).getStop().getReason().isEmpty());
  }

  @Test
  void gives_the_codes_that_old_clients_know() {
    var id = client.submit("Nap", 1, OldClient.job("sleep", "seconds", "0"));
    client.exec(id);

    assertThat(code(() -> client.exec(id))).isEqualTo(Code.ALREADY_EXISTS);
    assertThat(code(() -> client.exec("nonsense"))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(() -> client.exec("0199f000-0000-7000-8000-000000000000")))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(code(() -> client.submit("Unheard", 1, OldClient.job("sleep", "seconds", "0"))))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(() -> client.submit("Nap", 1, OldClient.job("sleep", "seconds", "x"))))
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  static Stream<Arguments> brokenBytes() {
    return Stream.of(
        Arguments.of("text that is not UTF-8", message(out -> out.writeByteArray(1, bytes(0xC3)))),
        Arguments.of("a cut-off message", bytes(0x0A, 0x7F, 0x41)),
        Arguments.of("a tag of zero", bytes(0x00, 0x01)),
        Arguments.of("a group without an end", bytes(0x0B)),
        Arguments.of("deep nesting", nested(2_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenBytes")
  void refuses_bytes_that_are_no_message_and_goes_on(String what, byte[] request) {
    assertThat(code(() -> client.call("Submit", request))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(client.submit("Nap", 1, OldClient.job("sleep", "seconds", "0"))).isNotEmpty();
  }

  /// Groups in groups, as an unknown field.
  private static byte[] nested(int depth) {
    var bytes = new byte[2 * depth];
    Arrays.fill(bytes, 0, depth, (byte) (12 << 3 | 3));
    Arrays.fill(bytes, depth, 2 * depth, (byte) (12 << 3 | 4));
    return bytes;
  }

  private static byte[] bytes(int... values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Code code(ThrowingCallable call) {
    var refused = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refused).as("a refusal").isNotNull();
    return refused.getStatus().getCode();
  }
}
