package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static dev.interlock.cli.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.GetOutputReq;
import dev.interlock.api.v1.GetOutputResp;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.RetryFailedReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.SkipJobReq;
import dev.interlock.api.v1.UnknownJobs;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbCommandsTest {
  private static final WorkResp COPY =
      WorkResp.newBuilder().setId(ID).setPlanHash("c0ffee").setExpiresAt(at(3600)).build();

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "pause, Pause, PAUSING, pausing, watch",
    "resume, Resume, RUNNING, running, watch",
    "drain, StopWork, STOPPING, stopping, watch",
    "cancel, Cancel, CANCELLED, cancelled, status",
    "kill, Kill, KILLED, killed, status",
    "deny, Deny, STOPPED, stopped, status"
  })
  void a_verb_tells_the_state_and_how_to_see_more(
      String command, String call, String state, String word, String next) {
    server.answer(
        call, VerbResp.newBuilder().setState(WorkState.valueOf("WORK_STATE_" + state)).build());

    var run = place.run(command, ID, "--reason", "smoke in hall 2");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "the work is %s; 'interlock %s %s --server %s' shows it\n"
                .formatted(word, next, ID, server.address()));
    assertThat(run.status()).isZero();
    var request = server.requests(call, Message.class).getFirst();
    assertThat(field(request, "id")).isEqualTo(ID);
    assertThat(field(request, "reason")).isEqualTo("smoke in hall 2");
    assertThat(field(request, "request_id")).hasSize(36);
  }

  @Test
  void output_is_printed_as_it_was_written_but_for_what_could_fool_a_terminal() {
    server.answer(
        "GetOutput",
        GetOutputResp.newBuilder().setAttempt(2).setText("one\n\u001b[2Jtwo\n").build());

    var run = place.run("output", ID, "blocks[0].jobs[1]", "--attempt", "2");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("one\n\\u001b[2Jtwo\n");
    assertThat(run.status()).isZero();
    var request = server.requests("GetOutput", GetOutputReq.class).getFirst();
    assertThat(request.getJob()).isEqualTo("blocks[0].jobs[1]");
    assertThat(request.getAttempt()).isEqualTo(2);
  }

  private static String field(Message message, String name) {
    return (String) message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pause %s            | Pause
          resume %s           | Resume
          drain %s            | StopWork
          cancel %s           | Cancel
          kill %s             | Kill
          deny %s             | Deny
          skip %s J           | SkipJob
          resolve %s J --as done | ResolveJob
          limit %s --block 0 --to 2 | SetLimit
          retry %s            | RetryFailed
          clone %s            | Clone
          """)
  void every_verb_needs_a_reason_and_answers_in_json(String line, String call) throws Exception {
    var args = new ArrayList<>(List.of(line.formatted(ID).split(" ")));
    boolean isCopy = call.equals("RetryFailed") || call.equals("Clone");
    var answer =
        isCopy ? COPY : VerbResp.newBuilder().setState(WorkState.WORK_STATE_PAUSED).build();
    server.answer(call, answer);

    var without = place.run(args.toArray(String[]::new));
    args.addAll(List.of("--reason", "why", "--output", "json"));
    var with = place.run(args.toArray(String[]::new));

    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--reason=WHY");
    assertThat(with.err()).isEmpty();
    var read = answer.newBuilderForType();
    JsonFormat.parser().merge(with.out(), read);
    assertThat(read.build()).isEqualTo(answer);
    assertThat(with.status()).isZero();
    assertThat(server.calls(call)).isEqualTo(1);
  }

  @Test
  void skip_names_jobs_by_their_places() {
    server.answer("SkipJob", VerbResp.newBuilder().setState(WorkState.WORK_STATE_RUNNING).build());

    var run =
        place.run("skip", ID, "blocks[0].jobs[1]", "blocks[2].jobs[0]", "--reason", "scrapped");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(server.requests("SkipJob", SkipJobReq.class).getFirst().getJobsList())
        .containsExactly("blocks[0].jobs[1]", "blocks[2].jobs[0]");
  }

  @ParameterizedTest
  @CsvSource({
    "done, RESOLUTION_DONE",
    "failed, RESOLUTION_FAILED",
    "run-again, RESOLUTION_RUN_AGAIN",
    "Run-Again, RESOLUTION_RUN_AGAIN"
  })
  void resolve_says_what_became_of_jobs(String word, Resolution resolution) {
    server.answer("ResolveJob", VerbResp.getDefaultInstance());

    var run = place.run("resolve", ID, "blocks[0].jobs[1]", "--as", word, "--reason", "looked");

    assertThat(run.status()).as(run.err()).isZero();
    var request = server.requests("ResolveJob", ResolveJobReq.class).getFirst();
    assertThat(request.getAs()).isEqualTo(resolution);
    assertThat(request.getJobsList()).containsExactly("blocks[0].jobs[1]");
  }

  @Test
  void limit_counts_blocks_from_0() {
    server.answer("SetLimit", VerbResp.getDefaultInstance());

    var run = place.run("limit", ID, "--block", "0", "--to", "10", "--reason", "faster");

    assertThat(run.status()).as(run.err()).isZero();
    var request = server.requests("SetLimit", SetLimitReq.class).getFirst();
    assertThat(request.hasBlock()).isTrue();
    assertThat(request.getBlock()).isZero();
    assertThat(request.getLimit()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "'', UNKNOWN_JOBS_UNSPECIFIED",
    "refuse, UNKNOWN_JOBS_UNSPECIFIED",
    "run-again, UNKNOWN_JOBS_RUN_AGAIN",
    "leave-out, UNKNOWN_JOBS_LEAVE_OUT"
  })
  void retry_tells_the_new_work_and_how_to_run_it(String word, UnknownJobs unknown) {
    server.answer("RetryFailed", COPY);
    var args = new ArrayList<>(List.of("retry", ID, "--reason", "the rest"));
    if (!word.isEmpty()) {
      args.addAll(List.of("--unknown", word));
    }

    var run = place.run(args.toArray(String[]::new));

    assertThat(run.out())
        .isEqualTo(
            """
            work       %1$s
            plan hash  c0ffee
            expires    2026-03-01 11:00:00Z
            next       interlock exec %1$s --server %2$s
            """
                .formatted(ID, server.address()));
    assertThat(run.status()).isZero();
    assertThat(server.requests("RetryFailed", RetryFailedReq.class).getFirst().getUnknown())
        .isEqualTo(unknown);
  }

  @Test
  void clone_keeps_the_edits_in_the_order_in_which_they_are_typed() {
    server.answer("Clone", COPY);

    var run =
        place.run(
            "clone",
            ID,
            "--set",
            "desc=a=b",
            "--remove",
            "blocks[1].jobs[0]",
            "--set=blocks[0].jobs[0].args.site=",
            "--reason",
            "again",
            "--remove=blocks[2]");

    assertThat(run.out()).contains("next       interlock exec " + ID);
    assertThat(run.status()).isZero();
    assertThat(server.requests("Clone", CloneReq.class).getFirst().getEditsList())
        .containsExactly(
            Edit.newBuilder().setPath("desc").setSet("a=b").build(),
            Edit.newBuilder().setPath("blocks[1].jobs[0]").setRemove(true).build(),
            Edit.newBuilder().setPath("blocks[0].jobs[0].args.site").setSet("").build(),
            Edit.newBuilder().setPath("blocks[2]").setRemove(true).build());
  }

  @Test
  void clone_without_edits_makes_the_same_again() {
    server.answer("Clone", COPY);

    assertThat(place.run("clone", ID, "--reason", "again").status()).isZero();

    assertThat(server.requests("Clone", CloneReq.class).getFirst().getEditsList()).isEmpty();
  }

  @Test
  void clone_takes_a_whole_request_instead_of_edits() {
    server.answer("Clone", COPY);
    var here = place.withInput("{\"name\": \"Nap\", \"desc\": \"with one more\"}");

    var run = here.run("clone", ID, "--request", "-", "--reason", "one more");
    var both = here.run("clone", ID, "--request", "-", "--set", "desc=x", "--reason", "one more");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(server.requests("Clone", CloneReq.class))
        .singleElement()
        .satisfies(asked -> {
          assertThat(asked.getRequest())
              .isEqualTo(WorkReq.newBuilder().setName("Nap").setDesc("with one more").build());
          assertThat(asked.getReason()).isEqualTo("one more");
        });
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--request stands for the whole request");
  }

  @Test
  void the_request_of_what_is_not_done_is_shown() {
    var left = WorkReq.newBuilder().setName("Nap").setDesc("the rest").build();
    server.answer("GetRequest", left);

    var run = place.run("request", ID, "--not-done", "--unknown", "leave-out");
    var without = place.run("request", ID, "--unknown", "leave-out");

    assertThat(run.out()).contains("the rest");
    assertThat(server.requests("GetRequest", GetRequestReq.class))
        .containsExactly(
            GetRequestReq.newBuilder()
                .setId(ID)
                .setNotDone(true)
                .setUnknown(UnknownJobs.UNKNOWN_JOBS_LEAVE_OUT)
                .build());
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.err()).contains("--unknown is a part of --not-done");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clone %s --set desc --reason x          | --set "desc" has no = between path and value
          clone %s --set =again --reason x        | --set "=again" has no = between path and value
          skip %s --reason x                      | JOB
          skip --reason x                         | ID
          resolve %s J --reason x                 | --as
          resolve %s J --as gone --reason x       | run-again
          limit %s --to 3 --reason x              | --block
          limit %s --block 0 --reason x           | --to
          retry %s --unknown maybe --reason x     | leave-out
          """)
  void a_verb_that_says_too_little_is_usage_and_asks_no_server(String line, String message) {
    var run = place.run(line.formatted(ID).split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void every_bad_edit_is_told() {
    server.refuse(
        "Clone",
        Status.INVALID_ARGUMENT.withDescription("2 violations"),
        BadRequest.newBuilder()
            .addFieldViolations(violation("edits[0].path", "the request has no field \"dsc\""))
            .addFieldViolations(violation("edits[1].set", "\"x\" is not right"))
            .build());

    var run =
        place.run(
            "clone", ID, "--set", "dsc=x", "--set", "blocks[0].rate_limit=x", "--reason", "y");

    assertThat(run.err())
        .isEqualTo(
            """
            interlock: wrong: 2 violations
              edits[0].path: the request has no field "dsc"
              edits[1].set: "x" is not right
            """);
    assertThat(run.status()).isEqualTo(2);
  }

  private static BadRequest.FieldViolation violation(String path, String message) {
    return BadRequest.FieldViolation.newBuilder().setField(path).setDescription(message).build();
  }

  @Test
  void a_verb_that_the_state_forbids_is_refused() {
    server.refuse(
        "Pause", Status.FAILED_PRECONDITION.withDescription("work %s: it has ended".formatted(ID)));

    var run = place.run("pause", ID, "--reason", "x");

    assertThat(run.err()).isEqualTo("interlock: work %s: it has ended\n".formatted(ID));
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void request_writes_what_submit_takes() {
    var request =
        WorkReq.newBuilder()
            .setName("Nap")
            .setDesc("say \"é\" \u001b")
            .addBlocks(
                Block.newBuilder()
                    .setRateLimit(2)
                    .setToleratedFailures(0)
                    .addJobs(Job.newBuilder().setName("sleep").putArgs("seconds", "0")))
            .build();
    server.answer("GetRequest", request);
    server.answer("Submit", COPY);

    for (var format : List.of("table", "json")) {
      var shown = place.run("request", ID, "--output", format);
      assertThat(shown.status()).as(shown.err()).isZero();
      assertThat(place.withInput(shown.out()).run("submit", "-").status()).isZero();
    }

    assertThat(place.run("request", ID).out())
        .startsWith("{\n  \"name\": \"Nap\",\n")
        .contains("\"rate_limit\": 2")
        .doesNotContain("request_id", "sequences");
    assertThat(server.requests("Submit", WorkReq.class))
        .hasSize(2)
        .allSatisfy(
            sent -> assertThat(sent.toBuilder().clearRequestId().build()).isEqualTo(request));
    assertThat(server.requests("GetRequest", GetRequestReq.class).getFirst().getId()).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain", "stop"})
  void the_two_stops_tell_of_each_other(String command) {
    assertThat(place.run(command, "--help").out())
        .contains(
            command.equals("drain") ? "'interlock stop' is the emergency stop" : "interlock drain");
  }

  @Test
  void status_tells_what_a_work_was_copied_from() {
    server.answer("Status", Samples.status().setCopiedFrom("w0").build());

    assertThat(place.run("status", ID).out()).contains("\ncopied from  w0\n");
  }
}
