package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.interlock.api.v1.CreateSignInCodeReq;
import dev.interlock.api.v1.GetSelfReq;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.server.RunningServer;
import dev.interlock.server.identity.TestIssuer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, and by what.
class SignedInTest {
  private static final Pattern COOKIE = Pattern.compile("(interlock-session-\\d+=[^;]+);.*");

  private static TestIssuer issuer;
  @AutoClose private static RunningServer server;

  @AutoClose("shutdownNow")
  private static ManagedChannel anonymous;

  @BeforeAll
  static void start(@TempDir Path folder) {
    issuer = new TestIssuer(folder);
    var args = List.of(issuer.settings());
    var all = new ArrayList<>(args);
    all.add("--development=true");
    server = RunningServer.in(folder, all.toArray(String[]::new));
    anonymous = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  private static HttpResponse<String> get(String path, String... headers) {
    return server.send(server.anonymous(path, headers).GET().build());
  }

  private static HttpResponse<String> post(String path, String json, String... headers) {
    var request = server.anonymous(path, headers).header("content-type", "application/json");
    return server.send(request.POST(BodyPublishers.ofString(json)).build());
  }

  private static String code() {
    return IdentityServiceGrpc.newBlockingStub(server.channel())
        .createSignInCode(CreateSignInCodeReq.getDefaultInstance())
        .getCode();
  }

  /// A browser's session, as it sends it.
  private static String cookie() {
    var given =
        post("/session", "{\"code\": \"%s\"}".formatted(code()))
            .headers()
            .firstValue("set-cookie")
            .orElseThrow();
    var match = COOKIE.matcher(given);
    assertThat(match.matches()).as(given).isTrue();
    return match.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/works",
        "/v1/works/01a2241c-8c1f-7000-a5da-9caefb9f3ef6",
        "/v1/works/01a2241c-8c1f-7000-a5da-9caefb9f3ef6:watch",
        "/v1/works/01a2241c-8c1f-7000-a5da-9caefb9f3ef6:report",
        "/v1/self",
        "/v1/stops",
        "/metrics",
        "/docs/",
        "/v1/nothing",
        "/interlock.v1.WorkService/List"
      })
  void nobody_unknown_is_told_anything(String path) {
    var answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("NOT_SIGNED_IN", "Bearer TOKEN", "interlock page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/", "/submit", "/sign-in", "/page/main.js"})
  void what_holds_no_secret_is_open(String path) {
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/works;x=/healthz",
        "/healthz/../v1/works",
        "/page/../v1/works",
        "/page/%2e%2e/v1/works",
        "/page/%252e%252e/v1/works",
        "//v1/works",
        "/v1//works",
        "/V1/works"
      })
  void no_way_of_writing_a_path_is_a_way_around(String path) { // F63
    assertThat(get(path).statusCode()).isIn(400, 401, 404);
    assertThat(get(path).body()).doesNotContain("works\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer nothing",
        "Bearer ",
        "Bearer",
        "Basic bG9jYWw6",
        "bearer  x y",
        "Token x",
        "Bearer null",
        "Bearer undefined"
      })
  void a_header_that_says_nothing_is_no_way_in(String header) {
    assertThat(get("/v1/works", "authorization", header).statusCode()).isEqualTo(401);
  }

  @Test
  void what_proxies_say_of_callers_is_not_believed() { // F73
    for (var header :
        List.of(
            "x-forwarded-user",
            "x-user",
            "x-forwarded-client-cert",
            "x-remote-user",
            "forwarded",
            "x-forwarded-for")) {
      assertThat(get("/v1/works", header, "local").statusCode()).as(header).isEqualTo(401);
    }
  }

  @Test
  void grpc_clients_get_a_status_of_theirs_with_its_details() {
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> WorkServiceGrpc.newBlockingStub(anonymous).list(ListReq.getDefaultInstance()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(refused.getStatus().getDescription()).contains("the call says not who makes it");
    assertThat(String.valueOf(StatusProto.fromThrowable(refused))).contains("NOT_SIGNED_IN");
  }

  @Test
  void whoever_balances_load_may_ask_for_health() {
    var health = HealthGrpc.newBlockingStub(anonymous);

    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus().name())
        .isEqualTo("SERVING");
  }

  @Test
  void an_issuers_token_and_the_file_s_are_taken() {
    var token = RunningServer.authorization("Bearer " + issuer.token("ann", "sre"));
    var stub =
        IdentityServiceGrpc.newBlockingStub(anonymous)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token));

    var self = stub.getSelf(GetSelfReq.getDefaultInstance());

    assertThat(self.getName()).isEqualTo("test:ann");
    assertThat(self.getAuthentication()).isEqualTo("token of test");
    assertThat(self.getGroupsList()).containsExactly("test:sre");
    assertThat(self.getGrantsList()).isEmpty();
    assertThat(server.get("/v1/self").body())
        .contains("\"name\":\"local\"", "\"authentication\":\"token file\"", "RIGHT_SUBMIT");
  }

  @Test
  void a_code_gives_a_browser_a_session_that_scripts_and_other_sites_cannot_use() {
    var code = code();

    var signedIn = post("/session", "{\"code\": \"%s\"}".formatted(code));

    assertThat(signedIn.statusCode()).isEqualTo(204);
    var cookie = signedIn.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("interlock-session-%d=".formatted(server.port()))
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict", "Path=/")
        .doesNotContain("Max-Age", "Expires", "Domain");
    assertThat(post("/session", "{\"code\": \"%s\"}".formatted(code)).statusCode()).isEqualTo(401);
  }

  @Test
  void a_session_is_its_owners_until_it_is_ended() {
    var cookie = cookie();

    var self = get("/v1/self", "cookie", cookie);
    assertThat(self.body())
        .contains("\"name\":\"local\"", "\"authentication\":\"browser session by token file\"");
    assertThat(post("/v1/sign-in-codes", "{}", "cookie", cookie).body())
        .contains("NO_SIGN_IN_CODE");
    var ended = post("/session:end", "{}", "cookie", cookie);
    assertThat(ended.statusCode()).isEqualTo(204);
    assertThat(ended.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(get("/v1/self", "cookie", cookie).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "[]",
        "{\"code\": \"\"}",
        "{\"code\": 1}",
        "{\"code\": \"guess\"}",
        "{\"code\": \"a\", \"code\": \"b\"}",
        "{\"code\": \"a\", \"more\": 1}"
      })
  void no_other_body_signs_in(String body) {
    var answer = post("/session", body);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void a_page_of_another_site_cannot_sign_a_browser_in_or_out() { // F69
    var json = "{\"code\": \"%s\"}".formatted(code());

    for (var path : List.of("/session", "/session:end")) {
      assertThat(post(path, json, "origin", "https://evil.example").statusCode()).isEqualTo(403);
      assertThat(post(path, json, "sec-fetch-site", "cross-site").statusCode()).isEqualTo(403);
      var form =
          server
              .anonymous(path)
              .header("content-type", "text/plain")
              .POST(BodyPublishers.ofString(json));
      assertThat(server.send(form.build()).statusCode()).isEqualTo(403);
    }
    assertThat(post("/session", json).statusCode()).isEqualTo(204);
  }

  @Test
  void a_session_changes_nothing_for_a_page_of_another_site() { // F69
    var cookie = cookie();

    var answer =
        post(
            "/v1/stops/all:stop",
            "{\"reason\": \"x\"}",
            "cookie",
            cookie,
            "origin",
            "https://evil.example");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(get("/v1/stops", "cookie", cookie).body()).doesNotContain("\"all\"");
  }

  @Test
  void whoever_is_refused_gets_the_answer_and_not_a_broken_connection() {
    for (int i = 0; i < 300; i++) {
      assertThat(post("/v1/works", "{\"desc\": \"%s\"}".formatted("x".repeat(2_000))).statusCode())
          .isEqualTo(401);
    }
  }
}
