package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
  private static final String STORY =
      """
      10:01:00Z  SatelliteDiskErase 0198c7aa-1111-7000-8000-000000000001 is running: 3 jobs in 2 blocks (3 not started)
      10:00:01Z  block 1 of 2 started: pre-conditions, 1 job
      10:00:03Z  block 1 of 2 completed in 0:02: pre-conditions, 1 completed
      10:00:03Z  block 2 of 2 started: machines, 2 jobs
      10:01:05Z  block 2 of 2 failed in 1:02: machines, 1 completed, 1 failed
      10:01:05Z  block 2 job 2 failed: diskErase machine=aa01 site=aap: no such disk \\u001b[2J
      10:01:05Z  work failed (block 2 failed) after 1:05: 2 completed, 1 failed
      """;

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @BeforeEach
  void script() {
    server.answer("Status", Samples.status().build());
    server.answer("GetJobs", GetJobsResp.getDefaultInstance());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void without_a_terminal_it_is_a_line_for_each_change() {
    server.answer("Watch", Samples.wholeStory());

    var run = place.run("watch", ID);

    assertThat(run.out()).isEqualTo(STORY);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void what_a_running_work_waits_for_just_now_is_no_line() {
    var story = Samples.wholeStory();
    for (int at = 0; at < story.length - 1; at++) {
      story[at] = story[at].toBuilder().setReason("blocks[0] goes on at " + at).build();
    }
    server.answer("Watch", story);

    assertThat(place.run("watch", ID).out()).isEqualTo(STORY);
  }

  @Test
  void run_submits_executes_and_watches() {
    server.answer("Submit", WorkResp.newBuilder().setId(ID).build());
    server.answer("Exec", ExecResp.getDefaultInstance());
    server.answer("Watch", Samples.wholeStory());

    var run = place.withInput("name: \"SatelliteDiskErase\"").run("run", "-");

    assertThat(run.out()).isEqualTo(STORY);
    assertThat(run.status()).isEqualTo(1);
    assertThat(server.calls("Submit")).isEqualTo(1);
    assertThat(server.calls("Exec")).isEqualTo(1);
  }

  @Test
  void a_lost_connection_is_told_and_leaves_no_gap() {
    var story = Samples.wholeStory();
    server.on(
        "Watch",
        (_, out) -> {
          out.onNext(story[0]);
          out.onError(Status.UNAVAILABLE.withDescription("restarting").asRuntimeException());
        });
    server.answer("Watch", story[1], story[2]);

    var run = place.run("watch", ID);

    assertThat(run.out()).isEqualTo(STORY);
    assertThat(run.err())
        .isEqualTo(server.address() + " cannot be reached: restarting; trying again\n");
    assertThat(server.requests("Watch", WatchReq.class))
        .extracting(WatchReq::getAfterSeq)
        .containsExactly(0L, 1L);
  }

  @Test
  void json_is_one_document_a_line_from_the_very_start() throws Exception {
    server.answer("Watch", Samples.wholeStory());

    var run = place.run("watch", ID, "-o", "json", "--after", "0");

    var lines = run.out().lines().toList();
    assertThat(lines).hasSize(3);
    for (int at = 0; at < 3; at++) {
      var read = WatchResp.newBuilder();
      JsonFormat.parser().merge(lines.get(at), read);
      assertThat(read.build()).isEqualTo(Samples.wholeStory()[at]);
    }
    assertThat(run.status()).isEqualTo(1);
    assertThat(server.calls("Status")).isZero();
  }

  @Test
  void a_work_that_has_ended_is_told_at_once() {
    var ended =
        Samples.status()
            .setState(WorkState.WORK_STATE_ES_STOPPED)
            .setReason("smoke")
            .setEnded(Samples.at(12))
            .setCounts(Samples.counts(2, 0, 1, 0));
    try (var other = ScriptedServer.start()) {
      other.answer("Status", ended.build());

      var run = CommandRun.Place.near(other).run("watch", ID);

      assertThat(run.out())
          .isEqualTo(
              """
              10:01:00Z  SatelliteDiskErase 0198c7aa-1111-7000-8000-000000000001 is es stopped (smoke): 3 jobs in 2 blocks (1 completed, 2 not started)
              10:01:00Z  work es stopped (smoke) after 0:12: 1 completed, 2 not started
              """);
      assertThat(run.status()).isEqualTo(4);
      assertThat(other.calls("Watch")).isZero();
    }
  }

  @Test
  void jobs_that_failed_before_it_looked_are_told() {
    try (var other = ScriptedServer.start()) {
      other.answer("Status", Samples.status().build());
      other.answer(
          "GetJobs",
          GetJobsResp.newBuilder()
              .addJobs(Samples.job(1, 1, JobState.JOB_STATE_FAILED).setError("no such disk"))
              .build());
      other.answer("Watch", (Message[]) Samples.wholeStory());

      var run = CommandRun.Place.near(other).run("watch", ID);

      assertThat(run.out().lines().skip(1).findFirst())
          .contains(
              "10:01:00Z  block 2 job 2 failed: diskErase machine=aa01 site=aap: no such disk");
    }
  }

  @Test
  void a_work_that_is_paused_goes_on_being_watched() {
    var story = Samples.wholeStory();
    server.answer(
        "Watch",
        story[0],
        Samples.event(2, 2, WorkState.WORK_STATE_PAUSING).setReason("hall 2").build(),
        Samples.event(3, 3, WorkState.WORK_STATE_PAUSED).setReason("hall 2").build(),
        Samples.event(4, 9, WorkState.WORK_STATE_RUNNING).build(),
        Samples.event(5, 10, WorkState.WORK_STATE_KILLED).setReason("smoke").build());

    var run = place.run("watch", ID);

    assertThat(run.out().lines().skip(2))
        .containsExactly(
            "10:00:02Z  work is pausing (hall 2)",
            "10:00:03Z  work is paused (hall 2)",
            "10:00:09Z  work is running",
            "10:00:10Z  work killed (smoke) after 0:10: 1 running, 2 not started");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void on_a_terminal_it_is_a_picture_and_a_summary() throws Exception {
    server.answer("Watch", Samples.wholeStory());
    var screen = new ByteArrayOutputStream();

    var run = place.withTerminal(terminal(screen)).run("watch", ID);

    assertThat(screen.toString(StandardCharsets.UTF_8))
        .contains("████████████████████  3 of 3 jobs  1:05")
        .contains("✘   2  machines")
        .contains("\u001b["); // colours, and the way back to the first line
    assertThat(run.out())
        .isEqualTo(
            """
            work failed (block 2 failed) after 1:05: 2 completed, 1 failed
            block 2 job 2 failed: diskErase machine=aa01 site=aap: no such disk \\u001b[2J
            """);
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void no_picture_where_the_environment_asks_for_none() throws Exception {
    server.answer("Watch", Samples.wholeStory());
    var screen = new ByteArrayOutputStream();
    var terminal = place.withTerminal(terminal(screen));

    var noColour = terminal.withEnv("NO_COLOR", "1").run("watch", ID);
    var dumb = terminal.withEnv("TERM", "dumb").run("watch", ID);

    assertThat(noColour.out()).isEqualTo(STORY);
    assertThat(dumb.out()).isEqualTo(STORY);
    assertThat(screen.size()).isZero();
  }

  @Test
  void an_unknown_work_is_usage() {
    try (var other = ScriptedServer.start()) {
      other.refuse("Status", Status.NOT_FOUND.withDescription("there is no work " + ID));

      var run = CommandRun.Place.near(other).run("watch", ID);

      assertThat(run.err()).isEqualTo("interlock: there is no work " + ID + "\n");
      assertThat(run.status()).isEqualTo(2);
    }
  }

  private static Terminal terminal(ByteArrayOutputStream screen) throws IOException {
    return TerminalBuilder.builder()
        .system(false)
        .streams(new ByteArrayInputStream(new byte[0]), screen)
        .type("xterm-256color")
        .encoding(StandardCharsets.UTF_8)
        .stdoutEncoding(StandardCharsets.UTF_8)
        .size(Size.of(100, 30))
        .build();
  }
}
