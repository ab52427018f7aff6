package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static dev.interlock.cli.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Fact;
import dev.interlock.api.v1.FactKind;
import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.ListFactsResp;
import dev.interlock.client.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `interlock facts`.
class FactsCommandTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static Fact.Builder fact(int seconds, String path, String text) {
    return Fact.newBuilder()
        .setSeq(seconds + 1)
        .setAt(at(seconds))
        .setKind(FactKind.FACT_KIND_LIMIT_SET)
        .setPath(path)
        .setText(text);
  }

  @Test
  void tells_what_happened_who_did_it_and_why_over_all_pages() {
    server.answer(
        "ListFacts",
        ListFactsResp.newBuilder()
            .addFacts(fact(0, "", "submitted").setActor("ann"))
            .setNextPageToken("1.0")
            .build());
    server.answer(
        "ListFacts",
        ListFactsResp.newBuilder()
            .addFacts(
                fact(1, "blocks[0]", "at most 5 at once").setActor("bob\u202e").setReason("half\n"))
            .build());

    var run = place.run("facts", ID);

    assertThat(run.out())
        .isEqualTo(
            """
            2026-03-01 10:00:00Z  submitted, by ann
            2026-03-01 10:00:01Z  blocks[0] at most 5 at once, by bob\\u202e: half\\n
            """);
    assertThat(run.status()).isZero();
    assertThat(server.requests("ListFacts", ListFactsReq.class))
        .containsExactly(
            ListFactsReq.newBuilder().setId(ID).setWithoutAttempts(true).build(),
            ListFactsReq.newBuilder()
                .setId(ID)
                .setWithoutAttempts(true)
                .setPageToken("1.0")
                .build());
  }

  @Test
  void json_has_every_fact_and_attempts_are_told_when_asked_for() {
    server.answer(
        "ListFacts", ListFactsResp.newBuilder().addFacts(fact(0, "", "submitted")).build());

    var run = place.run("facts", ID, "--attempts", "--output", "json");

    assertThat(run.out()).contains("\"text\": \"submitted\"", "\"kind\": \"FACT_KIND_LIMIT_SET\"");
    assertThat(server.requests("ListFacts", ListFactsReq.class).getFirst().getWithoutAttempts())
        .isFalse();
  }
}
