package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.violations;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.GetRequestReq;
import dev.interlock.api.v1.JobCounts;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.server.RunningServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What List shows of works, and which.
class ListCallsTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
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

  private static String labelled(Map<String, String> labels) {
    return server.works().submit(nap(sleep(0)).toBuilder().putAllLabels(labels).build()).getId();
  }

  private static List<String> with(String... labels) {
    return listed(ListReq.newBuilder().addAllLabels(List.of(labels))).stream()
        .map(WorkSummary::getId)
        .toList();
  }

  @Test
  void works_are_listed_by_their_labels_by_grpc_and_by_rest() {
    var both = Map.of("team", "storage + more", "ticket", "CHG-1");
    var first = labelled(both);
    var second = labelled(Map.of("team", "storage + more"));
    labelled(Map.of("team", "network"));

    assertThat(with("team=storage + more")).containsExactly(second, first);
    assertThat(with("team", "ticket")).containsExactly(first);
    assertThat(with("ticket=CHG-2")).isEmpty();
    assertThat(listed(first).getLabelsMap()).isEqualTo(both);
    assertThat(server.works().status(whole(first)).getLabelsMap()).isEqualTo(both);
    var page = server.get("/v1/works?labels=team%3Dstorage+%2B+more&labels=ticket").body();
    assertThat(page)
        .contains("\"labels\":{\"team\":\"storage + more\",\"ticket\":\"CHG-1\"}")
        .contains(first)
        .doesNotContain(second);
    assertThat(server.get("/v1/works/" + first).body())
        .contains("\"labels\":{\"team\":\"storage + more\",\"ticket\":\"CHG-1\"}");
  }

  @Test
  void works_with_a_label_are_listed_a_page_at_a_time() {
    var ids = new ArrayList<String>();
    for (int number = 0; number < 5; number++) {
      ids.addFirst(labelled(Map.of("paged", Integer.toString(number))));
    }
    var seen = new ArrayList<String>();
    var query = ListReq.newBuilder().addLabels("paged").setPageSize(2);

    do {
      var page = server.works().list(query.build());
      page.getWorksList().forEach(work -> seen.add(work.getId()));
      query.setPageToken(page.getNextPageToken());
    } while (!query.getPageToken().isEmpty());

    assertThat(seen).isEqualTo(ids);
  }

  @Test
  void labels_of_a_request_come_back_are_edited_by_a_clone_and_refused_by_their_path() {
    var id = labelled(Map.of("team", "storage", "site", "ams1"));
    var clone =
        CloneReq.newBuilder()
            .setId(id)
            .setReason("a drill")
            .addEdits(Edit.newBuilder().setPath("labels.team").setSet("network"))
            .addEdits(Edit.newBuilder().setPath("labels.site").setRemove(true));

    assertThat(
            server.works().getRequest(GetRequestReq.newBuilder().setId(id).build()).getLabelsMap())
        .isEqualTo(Map.of("team", "storage", "site", "ams1"));
    assertThat(listed(server.works().clone(clone.build()).getId()).getLabelsMap())
        .containsExactly(Map.entry("team", "network"));
    assertThat(violations(refusalOf(() -> labelled(Map.of("Team", "x", "site", "\u202eams1")))))
        .containsExactlyInAnyOrder(
            "labels.site: has the character U+202E, which nobody sees",
            "labels: has a key that is not 1 to 63 lower-case letters a to z, digits, '.', '_', '/' or"
                + " '-', the first a letter or digit: \"Team\"");
  }

  @Test
  void a_filter_that_is_no_label_is_refused_and_says_which() {
    var refusal = refusalOf(() -> with("team", "Team=x", ""));

    assertThat(violations(refusal))
        .hasSize(2)
        .allMatch(one -> one.contains("is no label; write it as team=storage, or as team for any"))
        .extracting(one -> one.substring(0, one.indexOf(':')))
        .containsExactly("labels[1]", "labels[2]");
    assertThat(with("a", "b", "c", "d", "e", "f", "g", "h")).isEmpty();
    assertThat(violations(refusalOf(() -> with("a", "b", "c", "d", "e", "f", "g", "h", "i"))))
        .containsExactly("labels: are 9; at most 8 at once");
    assertThat(server.get("/v1/works?labels=Team").statusCode()).isEqualTo(400);
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
