package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.server.RunningServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What List shows of works, and which.
class ListCallsTest {
  @TempDir static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.in(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<WorkSummary> listed(ListReq.Builder query) {
    return server.works().list(query.build()).getWorksList();
  }

  private static WorkSummary listed(String id) {
    var works = listed(ListReq.newBuilder().setIdPrefix(id));
    assertThat(works).hasSize(1);
    return works.getFirst();
  }

  @Test
  void a_list_counts_the_jobs_of_works_that_run_and_that_have_ended() {
    var id = server.works().submit(nap(sleep(0), sleep(60), sleep(0))).getId();
    assertThat(listed(id).getCounts()).isEqualTo(JobCounts.newBuilder().setNotStarted(3).build());

    server.works().exec(exec(id));

    var halfway = JobCounts.newBuilder().setCompleted(1).setRunning(1).setNotStarted(1).build();
    await().until(() -> listed(id).getCounts().equals(halfway));
    server.works().pause(PauseReq.newBuilder().setId(id).setReason("a drill").build());
    assertThat(listed(id).getCounts()).isEqualTo(halfway);

    var short3 = server.works().submit(nap(sleep(0), sleep(0), sleep(0))).getId();
    server.works().exec(exec(short3));
    server.works().status(atEnd(short3));
    assertThat(listed(short3).getCounts())
        .isEqualTo(JobCounts.newBuilder().setCompleted(3).build());
  }

  @Test
  void a_list_is_of_those_whose_id_begins_so_who_submitted_them_and_when() {
    var id = server.works().submit(nap(sleep(0))).getId();
    var created = listed(id).getCreated();
    var later = created.toBuilder().setSeconds(created.getSeconds() + 1);

    assertThat(
            listed(ListReq.newBuilder().setIdPrefix(id.substring(0, 9).toUpperCase(Locale.ROOT))))
        .extracting(WorkSummary::getId)
        .contains(id);
    assertThat(listed(ListReq.newBuilder().setSubmittedBy("local").setCreatedFrom(created)))
        .extracting(WorkSummary::getId)
        .contains(id);
    assertThat(listed(ListReq.newBuilder().setSubmittedBy("loca"))).isEmpty();
    assertThat(listed(ListReq.newBuilder().setIdPrefix(id).setCreatedFrom(later))).isEmpty();
    assertThat(listed(ListReq.newBuilder().setIdPrefix(id).setCreatedUntil(later))).hasSize(1);
    assertThat(listed(ListReq.newBuilder().setIdPrefix(id).setCreatedUntil(created))).isEmpty();
  }

  @Test
  void a_bad_filter_is_refused_with_everything_that_is_wrong() {
    var noTime = Timestamp.newBuilder().setNanos(-1);

    var refusal =
        refusalOf(() ->
            listed(
                ListReq.newBuilder()
                    .setIdPrefix("01a2%")
                    .setCreatedFrom(noTime)
                    .setCreatedUntil(noTime)));

    assertThat(violations(refusal))
        .containsExactlyInAnyOrder(
            "id_prefix: is not how the id of a work begins: hexadecimal digits and -",
            "created_from: is no point in time",
            "created_until: is no point in time");
  }
}
