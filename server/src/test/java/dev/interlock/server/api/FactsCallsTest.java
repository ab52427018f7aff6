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

import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.FactKind;
import dev.interlock.api.v1.GetVerbsReq;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.SetLimitReq;
import dev.interlock.api.v1.Verb;
import dev.interlock.api.v1.VerbOption;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened to a work and what may be done to it, over a real connection.
class FactsCallsTest {
  private static final String WHY = "a drill";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static List<Fact> facts(ListFactsReq.Builder query) {
    var facts = new ArrayList<Fact>();
    var page = server.works().listFacts(query.build());
    facts.addAll(page.getFactsList());
    while (!page.getNextPageToken().isEmpty()) {
      page = server.works().listFacts(query.setPageToken(page.getNextPageToken()).build());
      assertThat(page.getFactsCount()).isLessThanOrEqualTo(Math.max(1, query.getPageSize()));
      facts.addAll(page.getFactsList());
    }
    return facts;
  }

  private static String line(Fact fact) {
    return "%s|%s|%s|%s"
        .formatted(fact.getPath(), fact.getText(), fact.getActor(), fact.getReason());
  }

  /// Paused, limited, resumed and cancelled while its only job sleeps.
  private static String eventful() {
    var id = server.works().submit(nap(sleep(60), sleep(0))).getId();
    server.works().exec(exec(id));
    await().until(() -> server.works().status(whole(id)).getCounts().getRunning() == 1);
    server.works().pause(PauseReq.newBuilder().setId(id).setReason(WHY).build());
    server
        .works()
        .setLimit(
            SetLimitReq.newBuilder().setId(id).setBlock(0).setLimit(1).setReason(WHY).build());
    server.works().resume(ResumeReq.newBuilder().setId(id).setReason("go on").build());
    server.works().cancel(CancelReq.newBuilder().setId(id).setReason("enough").build());
    server.works().status(atEnd(id));
    return id;
  }

  @Test
  void facts_tell_in_order_what_happened_who_did_it_and_why() {
    var id = eventful();

    var facts = facts(ListFactsReq.newBuilder().setId(id));

    assertThat(facts)
        .filteredOn(fact -> fact.getKind() != FactKind.FACT_KIND_CLAIMED)
        .extracting(FactsCallsTest::line)
        .containsSubsequence(
            "|submitted|local|",
            "|executed|local|",
            "|started||",
            "blocks[0]|started||",
            "blocks[0].jobs[0]|attempt 1 started||",
            "|to be paused|local|a drill",
            "|resumed|local|go on",
            "|cancelled|local|enough",
            "blocks[0]|stopped||",
            "|cancelled||local: enough");
    assertThat(facts).extracting(Fact::getSeq).isSorted();
    assertThat(facts).allMatch(Fact::hasAt);
  }

  @Test
  void facts_come_by_page_and_after_an_entry_and_without_attempts() {
    var id = eventful();
    var all = facts(ListFactsReq.newBuilder().setId(id));

    assertThat(facts(ListFactsReq.newBuilder().setId(id).setPageSize(1))).isEqualTo(all);
    assertThat(facts(ListFactsReq.newBuilder().setId(id).setPageSize(3))).isEqualTo(all);
    assertThat(facts(ListFactsReq.newBuilder().setId(id).setAfterSeq(2)))
        .isEqualTo(all.stream().filter(fact -> fact.getSeq() > 2).toList());
    assertThat(facts(ListFactsReq.newBuilder().setId(id).setWithoutAttempts(true).setPageSize(2)))
        .isEqualTo(
            all.stream()
                .filter(fact -> fact.getKind() != FactKind.FACT_KIND_ATTEMPT_STARTED)
                .filter(fact -> fact.getKind() != FactKind.FACT_KIND_ATTEMPT_ENDED)
                .toList());
  }

  @Test
  void verbs_say_what_they_would_do_now_and_why_not() {
    var id = server.works().submit(nap(sleep(60), sleep(0))).getId();
    server.works().exec(exec(id));
    await().until(() -> server.works().status(whole(id)).getCounts().getRunning() == 1);

    var options = server.works().getVerbs(GetVerbsReq.newBuilder().setId(id).build());

    assertThat(options.getVerbsList())
        .contains(
            VerbOption.newBuilder()
                .setVerb(Verb.VERB_CANCEL)
                .setAllowed(true)
                .setEffect("1 running job is interrupted, 1 is not started")
                .build(),
            VerbOption.newBuilder()
                .setVerb(Verb.VERB_RESUME)
                .setRefusalReason("NOT_PAUSED")
                .setRefusal("it is RUNNING, not paused")
                .build())
        .hasSize(Verb.values().length - 2);
    assertThat(server.works().status(whole(id)).getBlocks(0).getJobsList())
        .extracting(job -> job.getState() + " " + job.getVerbsList())
        .containsExactly(
            JobState.JOB_STATE_RUNNING + " []",
            JobState.JOB_STATE_NOT_STARTED + " [VERB_SKIP_JOB]");
    server.works().cancel(CancelReq.newBuilder().setId(id).setReason(WHY).build());
  }

  @Test
  void what_cannot_be_asked_is_refused() {
    var bad = ListFactsReq.newBuilder().setId("x").setPageToken("1").setPageSize(-1);
    assertThat(violations(refusalOf(() -> server.works().listFacts(bad.build()))))
        .containsExactlyInAnyOrder(
            "page_size: is -1; it must be at least 0",
            "page_token: is none that this server gave; leave it empty to begin",
            "id: is not the id of a work: 36 characters, as Submit gave it");
    var nobody = "00000000-0000-7000-8000-000000000000";
    assertThat(
            refusalOf(
                    () -> server.works().listFacts(ListFactsReq.newBuilder().setId(nobody).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.NOT_FOUND);
    assertThat(
            refusalOf(() -> server.works().getVerbs(GetVerbsReq.newBuilder().setId(nobody).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.NOT_FOUND);
  }
}
