package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.reason;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.KillReq;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.Rate;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchAndPagesTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @Test
  void lists_works_newest_first_and_by_page() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(server.works().submit(nap(sleep(0))).getId());
    }
    var first = server.works().list(ListReq.newBuilder().setPageSize(3).build());
    var second =
        server
            .works()
            .list(
                ListReq.newBuilder()
                    .setPageSize(3)
                    .setPageToken(first.getNextPageToken())
                    .setName("Nap")
                    .build());

    assertThat(first.getWorksList())
        .extracting(work -> work.getId())
        .containsExactlyElementsOf(ids.subList(0, 3));
    assertThat(second.getWorksList().subList(0, 2))
        .extracting(work -> work.getId())
        .containsExactlyElementsOf(ids.subList(3, 5));
    assertThat(
            server
                .works()
                .list(ListReq.newBuilder().addStates(WorkState.WORK_STATE_KILLED).build())
                .getWorksList())
        .isEmpty();
  }

  @Test
  void pages_through_the_jobs_of_a_work() {
    var id = server.works().submit(nap(sleep(0), sleep(1), sleep(2), sleep(3))).getId();
    var request = GetJobsReq.newBuilder().setId(id).setPageSize(3);

    var first = server.works().getJobs(request.build());
    var second = server.works().getJobs(request.setPageToken(first.getNextPageToken()).build());

    assertThat(first.getJobsList()).extracting(job -> job.getIndex()).containsExactly(0, 1, 2);
    assertThat(second.getJobsList()).extracting(job -> job.getIndex()).containsExactly(3);
    assertThat(second.getNextPageToken()).isEmpty();
    var wrong = request.clearPageToken().setBlock(7).build();
    assertThat(violations(refusalOf(() -> server.works().getJobs(wrong)))).hasSize(1);
  }

  @Test
  void one_job_is_asked_for_by_its_place() {
    var id = server.works().submit(nap(sleep(0), sleep(1), sleep(2))).getId();
    var request = GetJobsReq.newBuilder().setId(id);

    var found = server.works().getJobs(request.setJob("blocks[0].jobs[2]").build());

    assertThat(found.getJobsList()).extracting(job -> job.getIndex()).containsExactly(2);
    assertThat(found.getNextPageToken()).isEmpty();
    for (var wrong : List.of("blocks[0].jobs[3]", "blocks[1].jobs[0]", "jobs[0]")) {
      assertThat(violations(refusalOf(() -> server.works().getJobs(request.setJob(wrong).build()))))
          .singleElement()
          .asString()
          .startsWith("job");
    }
  }

  @Test
  void a_watch_tells_all_that_changes_without_a_gap() {
    var id = server.works().submit(nap(sleep(0), sleep(0))).getId();
    server.works().exec(exec(id));

    var changes = watch(id, 0);

    var end = server.works().status(whole(id));
    assertThat(changes).extracting(WatchResp::getSeq).isSorted().doesNotHaveDuplicates();
    assertThat(changes.getLast().getSeq()).isEqualTo(end.getSeq());
    assertThat(changes.getLast().getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(changes.getLast().getCounts()).isEqualTo(end.getCounts());
    assertThat(changes.getLast().getStarted()).isEqualTo(end.getStarted());
    assertThat(changes.getLast().getEnded()).isEqualTo(end.getEnded());
    var jobs = new TreeMap<Integer, JobStatus>();
    changes.forEach(change -> change.getJobsList().forEach(job -> jobs.put(job.getIndex(), job)));
    assertThat(jobs.values()).containsExactlyElementsOf(end.getBlocks(0).getJobsList());
    assertThat(watch(id, end.getSeq() - 1)).hasSize(1);
    assertThat(watch(id, end.getSeq())).isEmpty();
  }

  @Test
  void a_watch_and_a_list_say_what_a_running_work_waits_for_as_status_does() {
    var one = Rate.newBuilder().setStarts(1).setInterval(Duration.newBuilder().setSeconds(3600));
    var request = nap(sleep(0), sleep(0)).toBuilder();
    request.getBlocksBuilder(0).setRate(one);
    var id = server.works().submit(request.build()).getId();
    server.works().exec(exec(id));
    await().until(() -> server.works().status(whole(id)).getReason().contains("its rate of 1"));

    var status = server.works().status(whole(id));
    var change =
        server.works().watch(WatchReq.newBuilder().setId(id).setAfterSeq(0).build()).next();

    assertThat(change.getSeq()).isEqualTo(status.getSeq());
    assertThat(change.getReason()).isEqualTo(status.getReason());
    await()
        .untilAsserted(() ->
            assertThat(server.works().list(ListReq.newBuilder().setIdPrefix(id).build()))
                .extracting(list -> list.getWorks(0).getReason())
                .isEqualTo(status.getReason()));
    server.works().kill(KillReq.newBuilder().setId(id).setReason("a drill").build());
  }

  @Test
  void ends_a_watch_after_its_time_and_lets_the_client_come_back(@TempDir Path other) {
    try (var impatient = RunningServer.in(other, "--watch-max", "1s")) {
      var id = impatient.works().submit(nap(sleep(3600))).getId();
      impatient.works().exec(exec(id));

      var cut =
          refusalOf(() ->
              impatient
                  .works()
                  .watch(WatchReq.newBuilder().setId(id).build())
                  .forEachRemaining(change -> assertThat(change.getSeq()).isPositive()));

      assertThat(cut.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(reason(cut)).isEqualTo("WATCH_TOO_LONG");
    }
  }

  @Test
  void knows_when_there_is_no_work_to_watch() {
    var refused = refusalOf(() -> watch("0199f000-0000-7000-8000-000000000000", 0));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
  }

  private static List<WatchResp> watch(String id, long afterSeq) {
    var changes = new ArrayList<WatchResp>();
    server
        .works()
        .watch(WatchReq.newBuilder().setId(id).setAfterSeq(afterSeq).build())
        .forEachRemaining(changes::add);
    return changes;
  }
}
