package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.ExecResp;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.client.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What commands do with labels.
class LabelsTest {
  private static final String REQUEST =
      """
      {"name": "Nap", "labels": {"team": "network", "site": "ams1"}, "blocks": []}
      """;
  private static final String TEXT =
      """
      name: "Nap" labels { key: "team" value: "network" } labels { key: "site" value: "ams1" }
      """;

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void submit_run_and_check_say_labels_over_those_of_the_file() {
    server.answer("Submit", WorkResp.newBuilder().setId(ID).build());
    server.answer("Exec", ExecResp.getDefaultInstance());
    server.answer("Check", CheckResp.getDefaultInstance());
    var labels = List.of("--label", "team=storage", "--label", "sum=1=1", "--label=empty=");
    var expected = Map.of("team", "storage", "site", "ams1", "sum", "1=1", "empty", "");

    for (var file : List.of(REQUEST, TEXT)) {
      for (var command : List.of("submit", "run", "check")) {
        var all = new ArrayList<>(List.of(command, "-"));
        all.addAll(labels);
        var _ = place.withInput(file).run(all.toArray(String[]::new));
      }
    }

    assertThat(server.requests("Submit", WorkReq.class)).hasSize(4);
    assertThat(server.requests("Check", WorkReq.class)).hasSize(2);
    assertThat(server.requests("Submit", WorkReq.class))
        .allMatch(request -> request.getLabelsMap().equals(expected));
    assertThat(server.requests("Check", WorkReq.class))
        .allMatch(request -> request.getLabelsMap().equals(expected));
  }

  @Test
  void a_file_keeps_its_labels_and_says_which_is_none() {
    server.answer("Submit", WorkResp.newBuilder().setId(ID).build());

    var _ = place.withInput(REQUEST).run("submit", "-");
    var bad =
        place
            .withInput("{\"name\": \"Nap\", \"labels\": {\"a\": 1, \"b\": \"x\", \"b\": \"y\"}}")
            .run("submit", "-");

    assertThat(server.requests("Submit", WorkReq.class))
        .extracting(WorkReq::getLabelsMap)
        .containsExactly(Map.of("team", "network", "site", "ams1"));
    assertThat(bad.err())
        .contains("labels.a is a number; it must be a text, in quotes")
        .contains("labels.b");
    assertThat(bad.status()).isEqualTo(2);
  }

  @Test
  void what_is_no_label_is_refused_before_anything_is_sent() {
    for (var bad : List.of("team", "=storage", "")) {
      var run = place.withInput(REQUEST).run("submit", "-", "--label", bad);

      assertThat(run.err())
          .startsWith("interlock: --label \"" + bad + "\" is no label; write it as KEY=VALUE");
      assertThat(run.status()).isEqualTo(2);
    }
    var twice = place.withInput(REQUEST).run("run", "-", "--label", "a=1", "--label", "a=2");
    assertThat(twice.err()).startsWith("interlock: --label a is given twice");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(server.calls("Submit")).isZero();
  }

  @Test
  void list_asks_for_all_of_several_labels() {
    server.answer("List", ListResp.getDefaultInstance());

    var _ = place.run("list", "--label", "team=storage", "--label", "ticket");

    assertThat(server.requests("List", ListReq.class).getFirst().getLabelsList())
        .containsExactly("team=storage", "ticket");
  }

  @Test
  void status_shows_them_in_the_order_of_their_keys_and_cannot_be_steered() {
    server.answer(
        "Status",
        Samples.status().putLabels("team", "storage").putLabels("site", "\u001b[2Jams1").build());

    assertThat(place.run("status", ID).out())
        .contains("\nlabels     site=\\u001b[2Jams1, team=storage\n");
  }
}
