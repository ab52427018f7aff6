package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.server.RunningServer;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestTest {
  private static final String NAP =
      """
      {"name": "Nap", "desc": "a nap", "blocks": [
        {"desc": "b", "rateLimit": 1, "jobs": [{"name": "sleep", "args": {"seconds": "0"}}]}]}
      """;

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  @Test
  void runs_a_work_and_shows_it_to_the_end() {
    var id = submitted();

    assertThat(server.post("/v1/works/" + id + ":exec", "{}").statusCode()).isEqualTo(200);

    var status = server.get("/v1/works/" + id + "?view=STATUS_VIEW_FULL&wait_until_ended=60s");
    assertThat(status.statusCode()).isEqualTo(200);
    assertThat(text(status, "state")).isEqualTo("WORK_STATE_COMPLETED");
    assertThat(status.body()).contains("\"hadErrors\":false").contains("\"seconds\":\"0\"");
    assertThat(
            server.get("/v1/works/" + id + "/jobs?page_size=1&states=JOB_STATE_COMPLETED").body())
        .contains("\"name\":\"sleep\"");
    assertThat(server.get("/v1/works?name=Nap&page_size=500").body()).contains(id);
  }

  @Test
  void runs_a_work_later() {
    var id = submitted();
    var exec = "/v1/works/" + id + ":exec";
    var expires = Instant.parse(text(server.get("/v1/works/" + id), "expiresAt"));
    var startAt = expires.plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);

    assertThat(violations(server.post(exec, "{\"startAt\": \"tonight\"}")))
        .anySatisfy(one ->
            assertThat(text(one, "description"))
                .isEqualTo("must be a point in time, like \"2026-11-23T22:00:00Z\""));
    assertThat(server.post(exec, "{\"startAt\": 5}").statusCode()).isEqualTo(400);
    var tooFar = expires.plus(Duration.ofDays(31));
    assertThat(server.post(exec, "{\"startAt\": \"%s\"}".formatted(tooFar)).body())
        .contains("it may be at most 30 days ahead");
    assertThat(server.post(exec, "{\"start_at\": \"%s\"}".formatted(startAt)).statusCode())
        .isEqualTo(200);

    assertThat(text(server.get("/v1/works/" + id), "state")).isEqualTo("WORK_STATE_WAITING");
    assertThat(server.post(exec, "{}").statusCode()).isEqualTo(409);
    server.post("/v1/works/" + id + ":cancel", "{\"reason\": \"not tonight\"}");
    assertThat(text(server.get("/v1/works/" + id), "state")).isEqualTo("WORK_STATE_CANCELLED");
  }

  @Test
  void takes_field_names_in_both_forms() {
    assertThat(server.post("/v1/works", NAP.replace("rateLimit", "rate_limit")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void shows_the_catalogue_and_the_stops() {
    assertThat(server.get("/v1/job-types").body()).contains("\"name\":\"sleep\"");
    assertThat(server.get("/v1/policies").body())
        .contains("restrictJobTypes")
        .contains("AllowedJobs")
        .contains("\"workName\":\"Nap\"");
    assertThat(server.get("/v1/stops").body()).contains("\"source\":\"file\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"nme": "Nap"}                                     | nme        | did you mean
          {"name": "Nap", "blocks": [{"job": []}]}           | blocks[0].job | is unknown
          {"name": "Nap", "blocks": [{"jobs": [{"args": {"a": 1}}]}]} | blocks[0].jobs[0].args.a | must be a string
          {"name": 5}                                        | name       | must be a string and is a number
          {"name": ["Nap"]}                                  | name       | must be a string and is an array
          {"name": "Nap", "blocks": {}}                      | blocks     | must be an array
          {"name": "Nap", "blocks": [{"rateLimit": 1e999}]}  | blocks[0].rateLimit | whole number
          {"name": "Nap", "blocks": [{"rateLimit": 99999999999}]} | blocks[0].rateLimit | whole number
          {"name": "Nap", "blocks": [{"rateLimit": true}]}   | blocks[0].rateLimit | whole number
          {"name": "Nap", "blocks": [{"rateLimit": 1, "rate_limit": 2}]} | blocks[0].rate_limit | twice
          {"name": "\\ud800"}                                | name       | surrogate
          {"name": "Nap", "__proto__": {}}                   | __proto__  | is unknown
          {"name": "Nap", "name": "Other"}                   | ''         | Duplicate field
          {"name": "Nap"                                     | ''         | line
          {"name": "Nap"} {}                                 | ''         | one JSON object
          [{"name": "Nap"}]                                  | ''         | one JSON object
          "Nap"                                              | ''         | one JSON object
          """)
  void refuses_json_that_is_not_the_request_and_says_where(
      String body, String path, String message) {
    var refused = server.post("/v1/works", body);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused, "status")).isEqualTo("INVALID_ARGUMENT");
    assertThat(violations(refused))
        .anySatisfy(one -> {
          assertThat(text(one, "field")).isEqualTo(path);
          assertThat(text(one, "description")).contains(message);
        });
  }

  @Test
  void refuses_json_that_is_too_deep_not_utf_8_or_has_a_byte_order_mark() {
    assertThat(server.post("/v1/works", "[".repeat(100_000)).statusCode()).isEqualTo(400);
    assertThat(server.post("/v1/works", "\uFEFF" + NAP).statusCode()).isEqualTo(400);
    var bytes = NAP.getBytes(StandardCharsets.UTF_8);
    bytes[10] = (byte) 0xFF;
    var request =
        server
            .request("/v1/works", "content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();

    assertThat(server.send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void refuses_a_body_that_is_larger_than_the_limit() {
    var body = "{\"desc\": \"" + "x".repeat(5 << 20) + "\"}";
    var request =
        server
            .request("/v1/works", "content-type", "application/json")
            .version(HttpClient.Version.HTTP_1_1) // over HTTP/2 the stream is reset instead
            .POST(BodyPublishers.ofString(body))
            .build();

    var refused = server.send(request);

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(error(refused, "status")).isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void tells_every_violation_in_full() {
    var jobs = "{\"name\": \"sleep\"},".repeat(60);
    var body =
        "{\"name\": \"Nap\", \"blocks\": [{\"jobs\": [%s{\"name\": \"sleep\"}]}]}".formatted(jobs);

    var refused = server.post("/v1/works", body);

    assertThat(violations(refused)).hasSize(61);
  }

  @Test
  void carries_the_details_of_every_refusal() {
    server.writeStops("");
    try {
      await().until(() -> server.post("/v1/works", NAP).statusCode() == 409);

      var stopped = server.post("/v1/works", NAP);
      assertThat(error(stopped, "status")).isEqualTo("ABORTED");
      assertThat(stopped.body())
          .contains("type.googleapis.com/google.rpc.ErrorInfo")
          .contains("EMERGENCY_STOP")
          .contains("type.googleapis.com/google.rpc.PreconditionFailure");
    } finally {
      server.letNapsGo();
    }
    await().until(() -> server.post("/v1/works:check", NAP).body().contains("\"stopped\":false"));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/works/nonsense,400",
    "/v1/works/0199f000-0000-7000-8000-000000000000,404",
    "/v1/works/..%2f..%2fetc%2fpasswd,400",
    "/v1/works/%2e%2e,400",
    "/v1/nothing,404",
    "/v1/works?colour=red,400",
    "/v1/works?page_size=1&page_size=2,400",
    "/v1/works?page_size=-1,400",
    "/v1/works?page_size=many,400",
    "/v1/works?page_token=x,400",
    "/v1/works?states=TIRED,400",
    "/v1/works/0199f000-0000-7000-8000-000000000000?id=1,400",
    "/v1/works/0199f000-0000-7000-8000-000000000000?wait_until_ended=ten,400",
    "/v1/works/0199f000-0000-7000-8000-000000000000:watch?after_seq=x,400",
    "/v1/works/0199f000-0000-7000-8000-000000000000:watch,404",
  })
  void refuses_what_it_does_not_have(String path, int status) {
    var refused = server.get(path);

    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(refused.body()).startsWith("{\"error\":{\"code\":" + status);
  }

  @Test
  void leaks_no_headers_of_its_machinery() {
    for (var response :
        List.of(
            server.get("/v1/works"),
            server.get("/"),
            server.get("/nothing"),
            server.post("/v1/works", "{}"))) {
      assertThat(response.headers().map().keySet())
          .noneMatch(name -> name.startsWith("grpc-") || name.equals("server"));
    }
    assertThat(server.get("/v1/works").headers().firstValue("x-content-type-options"))
        .contains("nosniff");
  }

  @Test
  void streams_the_changes_of_a_work_as_events() {
    var id = submitted();
    server.post("/v1/works/" + id + ":exec", "{}");

    var events = server.get("/v1/works/" + id + ":watch?after_seq=0");

    assertThat(events.headers().firstValue("content-type")).contains("text/event-stream");
    assertThat(events.body())
        .containsPattern("^(:\n\n)?id: \\d+\nevent: change\ndata: \\{")
        .contains("WORK_STATE_COMPLETED")
        .endsWith("event: end\ndata: {}\n\n");
    var ids = events.body().lines().filter(line -> line.startsWith("id: ")).toList();
    var last = ids.getLast().substring(4);
    var again = server.get("/v1/works/" + id + ":watch", "Last-Event-ID", "1");
    assertThat(again.body()).startsWith("id: " + last + "\n");
    // a browser that comes back after the end is told to stay away
    assertThat(server.get("/v1/works/" + id + ":watch", "Last-Event-ID", last).statusCode())
        .isEqualTo(204);
  }

  @Test
  @Timeout(60)
  void a_watch_of_a_quiet_work_begins_at_once() throws Exception {
    var path = "/v1/works/" + submitted() + ":watch?after_seq=1"; // nothing will come
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(server.request(path).build(), BodyHandlers.ofInputStream());

      assertThat(answer.statusCode()).isEqualTo(200);
      try (var body = answer.body()) {
        assertThat(body.readNBytes(3)).asString().isEqualTo(":\n\n");
      }
      client.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/readyz", "/metrics"})
  void answers_at_the_pages_for_operators(String path) {
    assertThat(server.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void counts_calls_and_commits() {
    submitted();

    assertThat(server.get("/metrics").body())
        .contains(
            "interlock_calls_seconds_count{call=\"interlock.v1.WorkService/Submit\",code=\"OK\"}")
        .contains("interlock_journal_commits_total")
        .contains("interlock_journal_commit_seconds_count")
        .contains("interlock_journal_fenced_total")
        .contains("interlock_takeovers_total")
        .contains("interlock_works_queued")
        .contains("interlock_claims_lag_seconds")
        .contains("interlock_works_running")
        .contains("interlock_attempts_running")
        .contains("interlock_attempts_ended_total{how=\"SUCCEEDED\"}");
  }

  @Test
  void shows_api_pages_only_in_development(@TempDir Path other) {
    assertThat(server.get("/docs/").statusCode()).isEqualTo(404);
    try (var open = RunningServer.in(other, "--development")) {
      assertThat(open.get("/docs/").statusCode()).isEqualTo(200);
    }
  }

  private static String submitted() {
    var response = server.post("/v1/works", NAP);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return text(response, "id");
  }

  private static Json.Obj json(HttpResponse<String> response) {
    return (Json.Obj) ((JsonRead.Good) JsonReader.read(response.body())).documents().getFirst();
  }

  private static String text(HttpResponse<String> response, String field) {
    return text(json(response), field);
  }

  private static String text(Json json, String field) {
    return json instanceof Json.Obj(var fields) && fields.get(field) instanceof Json.Text(var text)
        ? text
        : "";
  }

  private static String error(HttpResponse<String> response, String field) {
    return json(response).fields().get("error") instanceof Json.Obj error ? text(error, field) : "";
  }

  private static List<Json> violations(HttpResponse<String> response) {
    if (json(response).fields().get("error") instanceof Json.Obj(var error)
        && error.get("details") instanceof Json.Arr(var details)) {
      return details.stream()
          .flatMap(detail ->
              detail instanceof Json.Obj(var fields)
                      && fields.get("fieldViolations") instanceof Json.Arr(var items)
                  ? items.stream()
                  : Stream.empty())
          .toList();
    }
    return List.of();
  }
}
