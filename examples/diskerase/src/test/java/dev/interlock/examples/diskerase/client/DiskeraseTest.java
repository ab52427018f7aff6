package dev.interlock.examples.diskerase.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest;
import dev.interlock.api.v1.BlockState;
import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskeraseTest {
  private static final String ID = "01900000-0000-7000-8000-000000000001";
  private static final Instant NOW = Instant.parse("2026-11-23T05:30:00.5Z");

  private final ScriptedServer server = ScriptedServer.start();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void submits_the_plan_notes_its_id_executes_it_and_shows_it_to_the_end() throws Exception {
    server
        .answer("Submit", WorkResp.newBuilder().setId(ID).build())
        .answer("Exec", ExecResp.getDefaultInstance())
        .answer("Status", work(WorkState.WORK_STATE_RUNNING, 1).build())
        .answer("GetJobs", GetJobsResp.getDefaultInstance())
        .answer(
            "Watch",
            event(2, WorkState.WORK_STATE_RUNNING)
                .addBlocks(block(BlockState.BLOCK_STATE_RUNNING, 0))
                .build(),
            event(3, WorkState.WORK_STATE_COMPLETED)
                .addBlocks(
                    block(BlockState.BLOCK_STATE_COMPLETED, 2)
                        .setEnded(Timestamps.fromMillis(2500)))
                .setCounts(JobCounts.newBuilder().setCompleted(2))
                .build());

    assertThat(run("eraseSatellite", "aap")).isEqualTo(ExitCode.DONE);

    var submitted = server.requests("Submit", WorkReq.class).getFirst();
    assertThat(submitted.getBlocksCount()).isEqualTo(11);
    assertThat(server.requests("Exec", ExecReq.class).getFirst().getId()).isEqualTo(ID);
    assertThat(folder.resolve("submit.log"))
        .hasContent("2026-11-23T05:30:00Z %s aap".formatted(ID));
    assertThat(text(out))
        .contains(
            "erasing satellite aap: 50 machines in 11 blocks, work " + ID,
            " 1/1 pre-conditions: running, 0 of 2 jobs",
            " 1/1 pre-conditions: completed, 2 of 2 jobs in 1.5 s",
            "work %s completed: 2 of 2 jobs completed".formatted(ID));
  }

  @Test
  void a_site_that_must_not_be_erased_is_refused_before_any_call() {
    assertThat(run("eraseSatellite", "aab")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("diskerase: site aab is a cluster, not a satellite");
    assertThat(run("eraseSatellite", "aaa")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("site aaa is inService");
    assertThat(run("eraseSatellite", "zzz")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no site 'zzz'");

    assertThat(server.calls("Submit")).isZero();
    assertThat(folder.resolve("submit.log")).doesNotExist();
  }

  @Test
  void a_refusal_shows_every_violation_and_executes_nothing() {
    server.refuse(
        "Submit",
        Status.INVALID_ARGUMENT.withDescription("2 violations"),
        BadRequest.newBuilder()
            .addFieldViolations(violation("blocks[0]", "the work must start with validateDecom"))
            .addFieldViolations(violation("blocks[1].jobs[0].args.site", "is 'adg'"))
            .build());

    assertThat(run("eraseSatellite", "aap")).isEqualTo(ExitCode.REFUSED);

    assertThat(text(err))
        .contains(
            "blocks[0]: the work must start with validateDecom",
            "blocks[1].jobs[0].args.site: is 'adg'");
    assertThat(server.calls("Exec")).isZero();
  }

  @Test
  void the_exit_code_tells_how_a_work_ended_and_the_failed_jobs_are_named() {
    server
        .answer(
            "Status",
            work(WorkState.WORK_STATE_FAILED, 9)
                .setReason("blocks[0].jobs[1] was fatal")
                .setBlocks(0, block(BlockState.BLOCK_STATE_FAILED, 1))
                .build())
        .answer(
            "GetJobs",
            GetJobsResp.newBuilder()
                .addJobs(
                    JobStatus.newBuilder()
                        .setName("tokenBucket")
                        .setBlock(0)
                        .setIndex(1)
                        .setState(JobState.JOB_STATE_FAILED)
                        .setError("the bucket is\u001b[2J empty"))
                .build());

    assertThat(run("status", ID)).isEqualTo(ExitCode.FAILED);
    assertThat(text(out))
        .contains("blocks[0].jobs[1] tokenBucket failed: the bucket is [2J empty")
        .contains("work %s failed".formatted(ID))
        .contains("; blocks[0].jobs[1] was fatal");
  }

  @Test
  void an_emergency_stop_has_an_exit_code_of_its_own() {
    server
        .answer("Status", work(WorkState.WORK_STATE_ES_STOPPED, 9).build())
        .answer("GetJobs", GetJobsResp.getDefaultInstance());

    assertThat(run("status", ID)).isEqualTo(ExitCode.STOPPED);
    assertThat(text(out)).contains("was stopped by the emergency stop");
  }

  @Test
  void a_work_that_was_never_executed_is_shown_and_not_waited_for() {
    server
        .answer("Status", work(WorkState.WORK_STATE_NOT_STARTED, 1).build())
        .answer("GetJobs", GetJobsResp.getDefaultInstance());

    assertThat(run("status", ID)).isEqualTo(ExitCode.DONE);
    assertThat(server.calls("Watch")).isZero();
  }

  @Test
  void prints_the_whole_status_as_proto_json() {
    server.answer("Status", work(WorkState.WORK_STATE_COMPLETED, 9).build());

    assertThat(run("statusProto", ID)).isEqualTo(ExitCode.DONE);
    assertThat(text(out))
        .contains("\"name\": \"SatelliteDiskErase\"", "\"state\": \"WORK_STATE_COMPLETED\"");
  }

  @Test
  void an_unknown_id_is_a_mistake_of_the_caller() {
    server.refuse("Status", Status.NOT_FOUND.withDescription("there is no work " + ID));

    assertThat(run("status", ID)).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no work " + ID);
  }

  @Test
  void a_server_that_is_not_there_is_unreachable() {
    server.die();

    assertThat(run("eraseSatellite", "aap")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(text(err)).contains("cannot be reached");
    server.startAgain();
  }

  @Test
  void nothing_is_submitted_when_it_could_not_be_noted() {
    assertThat(
            execute(
                "eraseSatellite",
                "aap",
                "--server=" + server.address(),
                "--data=data",
                "--log=" + folder.resolve("missing/submit.log")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(server.calls("Submit")).isZero();
  }

  @Test
  void generates_the_inventory() {
    assertThat(execute("generate", folder.resolve("made").toString())).isEqualTo(ExitCode.DONE);
    assertThat(folder.resolve("made/sites.json")).exists();
    assertThat(folder.resolve("made/machines.json")).exists();
  }

  @Test
  void wrong_use_is_told_without_a_stack_trace() throws Exception {
    assertThat(execute("eraseSatellite")).isEqualTo(ExitCode.USAGE);
    assertThat(execute("status", ID, "--server=nowhere")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("has no port; write HOST:PORT");
    Files.writeString(folder.resolve("sites.json"), "{}");
    assertThat(execute("eraseSatellite", "aap", "--data=" + folder)).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("sites.json:1: ").doesNotContain("\tat ");
    assertThat(execute("eraseSatellite", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(execute("--help")).isEqualTo(ExitCode.DONE);
    assertThat(text(out)).contains("statusProto", "unreachable");
    assertThat(execute()).isEqualTo(ExitCode.USAGE);
  }

  private int run(String command, String argument) {
    var args = new ArrayList<>(List.of(command, argument, "--server=" + server.address()));
    if (command.equals("eraseSatellite")) {
      args.add("--data=data");
      args.add("--log=" + folder.resolve("submit.log"));
    }
    return execute(args.toArray(String[]::new));
  }

  private int execute(String... args) {
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Console.Screen.LINES,
            InstantSource.fixed(NOW));
    return Diskerase.commandLine(console).execute(args);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static StatusResp.Builder work(WorkState state, long seq) {
    return StatusResp.newBuilder()
        .setId(ID)
        .setName(ErasePlan.WORK_NAME)
        .setState(state)
        .setSeq(seq)
        .addBlocks(block(BlockState.BLOCK_STATE_NOT_STARTED, 0));
  }

  private static BlockStatus.Builder block(BlockState state, int completed) {
    return BlockStatus.newBuilder()
        .setDesc("pre-conditions")
        .setState(state)
        .setStarted(Timestamps.fromMillis(1000))
        .setCounts(JobCounts.newBuilder().setCompleted(completed).setNotStarted(2 - completed));
  }

  private static WatchResp.Builder event(long seq, WorkState state) {
    return WatchResp.newBuilder().setSeq(seq).setState(state);
  }

  private static BadRequest.FieldViolation violation(String path, String message) {
    return BadRequest.FieldViolation.newBuilder().setField(path).setDescription(message).build();
  }
}
