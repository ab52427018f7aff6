package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static dev.interlock.cli.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.HeldBack;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.ListStopsResp;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.StopResp;
import dev.interlock.api.v1.StopSource;
import dev.interlock.api.v1.StopSourceState;
import dev.interlock.api.v1.StopVerdict;
import dev.interlock.api.v1.Violation;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.client.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
  private static final String REQUEST =
      """
      {"name": "SatelliteDiskErase", "blocks": [{"jobs": [{"name": "sleep", "args": {"seconds": "1"}}]}]}
      """;

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void submit_tells_the_id_and_what_to_do_next() {
    server.answer(
        "Submit",
        WorkResp.newBuilder().setId(ID).setPlanHash("c0ffee").setExpiresAt(at(3600)).build());

    var run = place.withInput(REQUEST).run("submit", "-");

    assertThat(run.err()).isEmpty();
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
    assertThat(server.requests("Submit", WorkReq.class).getFirst().getName())
        .isEqualTo("SatelliteDiskErase");
  }

  @Test
  void json_is_one_document_with_every_field() throws Exception {
    server.answer("Status", Samples.status().build());

    var run = place.run("status", ID, "--output", "json");

    var read = StatusResp.newBuilder();
    JsonFormat.parser().merge(run.out(), read);
    assertThat(read.build()).isEqualTo(Samples.status().build());
    assertThat(run.out()).contains("\"hadErrors\": false");
  }

  @Test
  void what_every_command_has_may_stand_before_the_command() throws Exception {
    server.answer("List", ListResp.getDefaultInstance());
    var after = place.run("list", "--output", "json");

    assertThat(place.run("--output", "json", "list").out()).isEqualTo(after.out()).contains("{");
    assertThat(place.run("-o=json", "list").out()).isEqualTo(after.out());
    var elsewhere = place.run("--server", "127.0.0.1:1", "list");
    assertThat(elsewhere.status()).isEqualTo(5);
    assertThat(elsewhere.err()).contains("127.0.0.1:1");
    assertThat(place.run("--server").status()).isEqualTo(2);
    assertThat(place.run("--server", "127.0.0.1:1").status()).isEqualTo(2);
  }

  @Test
  void exec_says_how_to_watch() {
    server.answer("Exec", ExecResp.getDefaultInstance());

    var run = place.run("exec", ID, "--server", server.address().toString());

    assertThat(run.out()).startsWith("the work will run; 'interlock watch " + ID);
    assertThat(run.status()).isZero();
    assertThat(server.requests("Exec", ExecReq.class).getFirst().getId()).isEqualTo(ID);
  }

  @Test
  void exec_and_run_say_when_the_work_is_to_start() {
    server.answer("Exec", ExecResp.getDefaultInstance());
    server.answer("Submit", WorkResp.newBuilder().setId(ID).build());

    var at = place.run("exec", ID, "--at", "2026-11-23T23:00:00+01:00");
    var in = place.run("exec", ID, "--in", "2h");
    var _ = place.withInput(REQUEST).run("run", "-", "--in=90s");

    assertThat(at.out()).startsWith("the work will run, not before 2026-11-23 22:00:00Z; 'inter");
    assertThat(in.out()).startsWith("the work will run, not before 2026-03-01 12:01:00Z; 'inter");
    assertThat(server.requests("Exec", ExecReq.class))
        .extracting(request -> Timestamps.toString(request.getStartAt()))
        .containsExactly("2026-11-23T22:00:00Z", "2026-03-01T12:01:00Z", "2026-03-01T10:02:30Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exec | --at=2026-11-23T22:00:00Z --in=2h | --at and --in say the same in two ways; give one of them
          exec | --at=22:00                        | --at "22:00" is no time; write it as
          exec | --at=2026-11-23T22:00:00          | is no time; write it as 2026-11-23T22:00:00Z or
          run  | --in=soon                         | --in "soon" is no time; write it as 90s, 10m, 2h or 1d
          run  | --in=-2h                          | --in "-2h" is no time
          """)
  void a_time_that_is_none_is_refused_before_anything_is_sent(
      String command, String times, String message) {
    var all = new ArrayList<>(List.of(command, command.equals("run") ? "-" : ID));
    all.addAll(List.of(times.split(" ")));

    var run = place.withInput(REQUEST).run(all.toArray(String[]::new));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(server.calls("Exec") + server.calls("Submit")).isZero();
  }

  @Test
  void status_shows_the_work_its_blocks_and_on_demand_its_jobs() {
    var status = Samples.status();
    status
        .getBlocksBuilder(1)
        .addJobs(Samples.job(1, 0, JobState.JOB_STATE_FAILED).setError("no such disk"));
    server.answer("Status", status.build());

    var run = place.run("status", ID, "--jobs");

    assertThat(run.out())
        .isEqualTo(
            """
            work       0198c7aa-1111-7000-8000-000000000001
            name       SatelliteDiskErase
            about      erase aap
            state      running
            jobs       3 not started
            submitted  2026-03-01 09:59:00Z by ann
            started    2026-03-01 10:00:00Z
            elapsed    1:00
            plan hash  c0ffee

            BLOCK  STATE        AT ONCE  JOBS           ABOUT
            1      not started  5        1 not started  pre-conditions
            2      not started  5        2 not started  machines

            JOB  STATE   TRIES  WHAT                             NOTE
            2.1  failed  0      diskErase machine=aa00 site=aap  no such disk
            """);
    assertThat(run.status()).isZero();
  }

  @Test
  void status_says_when_a_work_expires_only_while_it_can() {
    var status = Samples.status().clearStarted().setExpiresAt(at(3600));

    server.answer("Status", status.setState(WorkState.WORK_STATE_NOT_STARTED).build());
    server.answer("Status", status.setState(WorkState.WORK_STATE_WAITING).build());

    assertThat(place.run("status", ID).out()).contains("expires    2026-03-01 11:00:00Z\n");
    assertThat(place.run("status", ID).out()).doesNotContain("expires");
  }

  @Test
  void list_shows_works_and_how_to_see_more() {
    server.answer(
        "List",
        ListResp.newBuilder()
            .addWorks(
                WorkSummary.newBuilder()
                    .setId(ID)
                    .setName("SatelliteDiskErase")
                    .setState(WorkState.WORK_STATE_ES_STOPPED)
                    .setReason("file says stop")
                    .setJobs(61)
                    .setCounts(JobCounts.newBuilder().setCompleted(58).setFailed(2).setUnknown(1))
                    .setSubmittedBy("ann")
                    .setCreated(at(0)))
            .setNextPageToken("t1")
            .build());

    var run =
        place.run(
            "list --state running,es-stopped --name X --limit 1 --by ann --id 0198 --since 2026-03-01T09:00:00Z --until 2026-03-01T12:00:00+01:00"
                .split(" "));

    assertThat(run.out())
        .isEqualTo(
            """
            WORK                                  NAME                STATE       DONE      FAILED  SUBMITTED             BY   ABOUT
            0198c7aa-1111-7000-8000-000000000001  SatelliteDiskErase  es stopped  58 of 61  3       2026-03-01 10:00:00Z  ann  file says stop
            there are more: --page t1
            """);
    assertThat(server.requests("List", ListReq.class))
        .containsExactly(
            ListReq.newBuilder()
                .setName("X")
                .setPageSize(1)
                .addStates(WorkState.WORK_STATE_RUNNING)
                .addStates(WorkState.WORK_STATE_ES_STOPPED)
                .setSubmittedBy("ann")
                .setIdPrefix("0198")
                .setCreatedFrom(Timestamp.newBuilder().setSeconds(1_772_355_600))
                .setCreatedUntil(Timestamp.newBuilder().setSeconds(1_772_362_800))
                .build());
  }

  @Test
  void list_takes_times_that_are_so_long_ago_and_no_others() {
    place.run("list", "--since", "2h", "--until", "90s");

    var asked = server.requests("List", ListReq.class).getFirst();
    assertThat(Timestamps.between(asked.getCreatedFrom(), asked.getCreatedUntil()).getSeconds())
        .isEqualTo(7_200 - 90);
    assertThat(place.run("list", "--since", "soon").err())
        .startsWith(
            "interlock: --since \"soon\" is no time; write it as 2026-11-23T22:00:00Z, or as");
  }

  @Test
  void check_tells_every_violation_and_exits_as_refused() {
    server.answer(
        "Check",
        CheckResp.newBuilder()
            .addViolations(
                Violation.newBuilder()
                    .setPath("blocks[0].jobs[0].args.site")
                    .setMessage("is missing"))
            .addViolations(Violation.newBuilder().setMessage("no policy for this name"))
            .setStop(StopVerdict.newBuilder().setStopped(true).setReason("smoke"))
            .build());

    var run = place.withInput(REQUEST).run("check", "-");

    assertThat(run.out())
        .isEqualTo(
            """
            it would be refused: 2 violations
              blocks[0].jobs[0].args.site: is missing
              no policy for this name
            the emergency stop holds: smoke
            """);
    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  void check_of_a_good_request_that_only_the_emergency_stop_holds_back_exits_as_stopped() {
    server.answer("Check", CheckResp.newBuilder().setPlanHash("c0ffee").build());
    server.answer(
        "Check", CheckResp.newBuilder().setStop(StopVerdict.newBuilder().setStopped(true)).build());

    var good = place.withInput(REQUEST).run("check", "-");
    var stopped = place.withInput(REQUEST).run("check", "-");

    assertThat(good.out()).isEqualTo("it would be accepted; plan hash c0ffee\n");
    assertThat(good.status()).isZero();
    assertThat(stopped.status()).isEqualTo(4);
  }

  @Test
  void stop_asks_nothing_and_says_when_it_could_not_be_stored() {
    server.answer("Stop", StopResp.newBuilder().setWorksStopped(1).build());

    var run = place.run("stop", "all", "--reason", "smoke");

    assertThat(run.out()).isEqualTo("stopped: all; 1 running work told to stop\n");
    assertThat(run.err()).contains("could not store it yet");
    assertThat(run.status()).isZero();
    var request = server.requests("Stop", StopReq.class).getFirst();
    assertThat(request.getName()).isEqualTo("all");
    assertThat(request.getReason()).isEqualTo("smoke");
  }

  @Test
  void stop_says_so_when_nothing_of_the_name_was_running() {
    server.answer("Stop", StopResp.newBuilder().setStored(true).build());

    var run = place.run("stop", "Mraks", "--reason", "smoke");

    assertThat(run.out())
        .isEqualTo(
            "stopped: Mraks; no running work has this name, or all were told to stop before\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }

  @Test
  void go_exits_as_stopped_when_another_source_still_stops_the_name() {
    server.answer("Go", GoResp.getDefaultInstance());
    server.answer(
        "Go",
        GoResp.newBuilder()
            .setVerdict(StopVerdict.newBuilder().setStopped(true).setReason("the file says stop"))
            .build());

    var free = place.run("go", "X", "--reason", "fixed");
    var held = place.run("go", "X", "--reason", "fixed");

    assertThat(free.out()).isEqualTo("go: X\n");
    assertThat(free.status()).isZero();
    assertThat(held.out()).isEqualTo("taken back, but still stopped: X: the file says stop\n");
    assertThat(held.status()).isEqualTo(4);
  }

  @Test
  void go_needs_a_reason() {
    var run = place.run("go", "X");

    assertThat(run.err()).contains("--reason");
    assertThat(run.status()).isEqualTo(2);
    assertThat(server.calls("Go")).isZero();
  }

  @Test
  void stops_shows_what_every_source_says_and_does() {
    server.answer(
        "ListStops",
        ListStopsResp.newBuilder()
            .addEntries(
                StopEntry.newBuilder()
                    .setName("X")
                    .setSource("database")
                    .setStatus("stop")
                    .setReason("smoke")
                    .setActor("ann")
                    .setSince(at(0)))
            .addSources(
                StopSource.newBuilder()
                    .setSource("file")
                    .setReadAt(at(1))
                    .setState(StopSourceState.STOP_SOURCE_STATE_OK))
            .addSources(
                StopSource.newBuilder()
                    .setSource("database")
                    .setProblem("it does not answer")
                    .setSince(at(0))
                    .setState(StopSourceState.STOP_SOURCE_STATE_HOLDS))
            .addSources(
                StopSource.newBuilder()
                    .setSource("other")
                    .setProblem("it is missing")
                    .setSince(at(0))
                    .setState(StopSourceState.STOP_SOURCE_STATE_STOPS))
            .setHeldBack(HeldBack.newBuilder().setWorks(10_000).setOrMore(true))
            .build());
    server.answer("ListStops", ListStopsResp.getDefaultInstance());

    var run = place.run("stops");

    assertThat(run.out())
        .isEqualTo(
            """
            NAME  STATUS  SOURCE    SINCE                 BY   REASON
            X     stop    database  2026-03-01 10:00:00Z  ann  smoke

            SOURCE    READ                  NOW               SINCE                 PROBLEM
            file      2026-03-01 10:00:01Z  read well
            database  never                 holds new starts  2026-03-01 10:00:00Z  it does not answer
            other     never                 stops everything  2026-03-01 10:00:00Z  it is missing

            held back: 10000 works or more, not ended
            """);
    assertThat(place.run("stops").out()).endsWith("held back: cannot be counted now\n");
  }

  @Test
  void text_of_others_cannot_steer_the_terminal() {
    var evil = "\u001b]0;owned\u0007 \u009b2J \u202egnp.exe\r\nsecond line";
    server.answer(
        "List",
        ListResp.newBuilder()
            .addWorks(WorkSummary.newBuilder().setName(evil).setDesc(evil))
            .build());

    var table = place.run("list");
    var json = place.run("list", "-o", "json");

    for (var out : new String[] {table.out(), json.out()}) {
      assertThat(out.chars().filter(c -> c != '\n'))
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    }
    assertThat(table.out().lines()).hasSize(2);
    assertThat(json.out()).contains("\\u001b]0;owned\\u0007 \\u009b2J \\u202egnp.exe\\r\\nsecond");
  }

  @Test
  void json_is_ascii_where_the_terminal_knows_no_more() throws Exception {
    server.answer("Status", Samples.status().setDesc("Größe ✔ 🚂").build());

    var run = place.withCharset(StandardCharsets.US_ASCII).run("status", ID, "-o", "json");

    var read = StatusResp.newBuilder();
    JsonFormat.parser().merge(run.out(), read);
    assertThat(read.getDesc()).isEqualTo("Größe ✔ 🚂");
  }

  @Test
  void version_asks_no_server() {
    server.die();

    var run = place.run("version");

    assertThat(run.out()).startsWith("interlock ");
    assertThat(run.status()).isZero();
  }
}
