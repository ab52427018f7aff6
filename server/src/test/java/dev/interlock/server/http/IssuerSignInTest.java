package dev.interlock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.server.RunningServer;
import dev.interlock.server.identity.TestIssuer;
import dev.interlock.server.identity.TestProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Browsers that an issuer signs in.
class IssuerSignInTest {
  /// Nobody is there: the test goes where the browser is sent.
  private static final String PAGE = "http://127.0.0.1:9/";

  private static final Pattern COOKIE =
      Pattern.compile("(interlock-(session|sign-in)-\\d+)=([^;]*);(.*)");
  private static final String RIGHTS =
      """
      {"Roles": ["viewer", "approver"], "Works": ["Nap"], "Groups": ["corp:sre"]}
      {"Roles": ["auditor"], "Works": ["*"], "Principals": ["local"]}
      """;

  @TempDir private static Path folder;
  @AutoClose private static TestProvider provider;
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start() throws IOException {
    RunningServer.letSleep(folder, "Nap");
    Files.writeString(folder.resolve("rights.json"), RIGHTS);
    Files.writeString(folder.resolve("client"), TestProvider.SECRET + "\n");
    provider = new TestProvider();
    server = RunningServer.in(folder, provider.settings("client", PAGE).toArray(String[]::new));
  }

  @BeforeEach
  void behave() {
    provider.behave();
  }

  private HttpResponse<String> get(String path, String... headers) {
    return server.send(server.anonymous(path, headers).GET().build());
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElseThrow();
  }

  /// @return `name=value`; empty when the browser is to forget it or was given none
  private static String cookie(HttpResponse<String> answer, String what) {
    return answer.headers().allValues("set-cookie").stream()
        .map(COOKIE::matcher)
        .filter(match -> match.matches() && match.group(2).equals(what))
        .filter(match -> !match.group(3).isEmpty())
        .map(match -> match.group(1) + "=" + match.group(3))
        .findFirst()
        .orElse("");
  }

  /// What the provider sends the browser back with, below the address of the page.
  private String back(HttpResponse<String> begun) {
    var answer = server.send(HttpRequest.newBuilder(URI.create(location(begun))).build());
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(location(answer)).startsWith(PAGE + "sign-in/back/corp?");
    return location(answer).substring(PAGE.length() - 1);
  }

  /// A whole sign-in of whoever the provider has at hand.
  private HttpResponse<String> signIn() {
    var begun = get("/sign-in/with/corp");
    assertThat(begun.statusCode()).isEqualTo(303);
    return get(back(begun), "cookie", cookie(begun, "sign-in"));
  }

  @Test
  void the_page_learns_who_signs_in() {
    assertThat(get("/sign-in/issuers").body()).isEqualTo("{\"issuers\": [\"corp\"]}");
  }

  @Test
  void whoever_the_provider_vouches_for_has_a_session_and_is_a_person() {
    var answer = signIn();

    assertThat(location(answer)).isEqualTo("/");
    var self = get("/v1/self", "cookie", cookie(answer, "session")).body();
    assertThat(self)
        .contains("\"name\":\"corp:ann\"", "\"person\":true", "corp:sre", "RIGHT_APPROVE")
        .contains("browser session by sign-in by corp");
    assertThat(provider.problems()).isEmpty();
  }

  @Test
  void what_the_browser_keeps_meanwhile_is_for_no_script_and_of_use_once() {
    var begun = get("/sign-in/with/corp");
    assertThat(begun.headers().firstValue("set-cookie").orElseThrow())
        .contains("HTTPOnly", "SameSite=Lax", "Path=/");
    var ended = get(back(begun), "cookie", cookie(begun, "sign-in"));

    assertThat(ended.headers().allValues("set-cookie"))
        .anyMatch(cookie -> cookie.startsWith("interlock-sign-in-") && cookie.contains("Max-Age=0"))
        .anyMatch(cookie ->
            cookie.startsWith("interlock-session-")
                && cookie.contains("HTTPOnly")
                && cookie.contains("SameSite=Strict"));
  }

  @Test
  void the_audit_says_who_has_signed_in() {
    provider.person = "eve";
    signIn();

    assertThat(
            server.audit().listAudit(ListAuditReq.getDefaultInstance()).getRecordsList().stream()
                .filter(record -> record.getAction().equals("SignIn"))
                .toList())
        .extracting(AuditRecord::getActor)
        .containsOnlyOnce("corp:eve");
  }

  @Test
  void who_is_banned_is_not_signed_in_and_the_audit_says_so() {
    provider.person = "mallory";
    server.writeRights("{\"Banned\": [\"corp:mallory\"]}\n" + RIGHTS);
    await().untilAsserted(() -> assertNobody(signIn(), "refused"));
    server.writeRights(RIGHTS);

    assertThat(server.audit().listAudit(ListAuditReq.getDefaultInstance()).getRecordsList())
        .filteredOn(record -> record.getActor().equals("corp:mallory"))
        .extracting(AuditRecord::getAction, AuditRecord::getCode)
        .contains(tuple("SignIn", "BANNED"));
  }

  private void assertNobody(HttpResponse<String> answer, String word) {
    assertThat(location(answer)).isEqualTo("/sign-in#!" + word);
    assertThat(cookie(answer, "session")).isEmpty();
  }

  @Test
  void an_answer_counts_only_in_the_browser_that_has_asked() {
    var mine = get("/sign-in/with/corp");
    var others = get("/sign-in/with/corp");

    assertNobody(get(back(mine)), "late");
    assertNobody(get(back(mine), "cookie", cookie(others, "sign-in")), "late");
    var changed = cookie(mine, "sign-in").replace("corp~", "corp~x");
    assertNobody(get(back(mine), "cookie", changed), "late");
    assertNobody(get("/sign-in/back/corp", "cookie", cookie(mine, "sign-in")), "late");
    assertNobody(
        get("/sign-in/back/corp?state=x&code=y", "cookie", "interlock-sign-in-1=a~b~c~d~e~f"),
        "late");
  }

  @Test
  void a_code_of_another_sign_in_is_refused() {
    var mine = get("/sign-in/with/corp");
    var others = get("/sign-in/with/corp");
    var codeOfOthers = back(others).replaceAll(".*[?&]code=([^&]*).*", "$1");
    var swapped = back(mine).replaceAll("code=[^&]*", "code=" + codeOfOthers);

    assertNobody(get(swapped, "cookie", cookie(mine, "sign-in")), "away");
  }

  @Test
  void whoever_is_in_more_groups_than_a_cookie_holds_is_told_so() {
    var groups = IntStream.range(0, 300).mapToObj(i -> "a-group-of-the-corp-" + i).toList();
    provider.claims = claims -> claims.claim("groups", groups);

    assertNobody(signIn(), "groups");
  }

  @Test
  void an_answer_counts_once() {
    var begun = get("/sign-in/with/corp");
    var back = back(begun);
    assertThat(location(get(back, "cookie", cookie(begun, "sign-in")))).isEqualTo("/");

    assertNobody(get(back, "cookie", cookie(begun, "sign-in")), "late");
  }

  @Test
  void a_provider_that_says_no_or_is_another_is_heard() {
    var begun = get("/sign-in/with/corp");
    var state = back(begun).replaceAll(".*[?&]state=([^&]*).*", "$1");
    var kept = cookie(begun, "sign-in");

    assertNobody(get("/sign-in/back/evil?code=c&state=" + state, "cookie", kept), "late");
    assertNobody(
        get("/sign-in/back/corp?code=c&iss=https://evil.test&state=" + state, "cookie", kept),
        "refused");
    var again = get("/sign-in/with/corp");
    var stateAgain = back(again).replaceAll(".*[?&]state=([^&]*).*", "$1");
    assertNobody(
        get(
            "/sign-in/back/corp?error=access_denied&state=" + stateAgain,
            "cookie",
            cookie(again, "sign-in")),
        "refused");
    assertNobody(get("/sign-in/with/nobody"), "unknown");
  }

  static Stream<UnaryOperator<JWTClaimsSet.Builder>> wrong() {
    var past = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
    return Stream.of(
        claims -> claims.claim("nonce", "another"),
        claims -> claims.claim("nonce", null),
        claims -> claims.issuer("https://evil.test"),
        claims -> claims.audience("another client"),
        claims -> claims.audience(List.of(TestProvider.CLIENT, "another client")),
        claims -> claims.claim("azp", "another client"),
        claims -> claims.expirationTime(past),
        claims -> claims.expirationTime(null),
        claims -> claims.issueTime(null),
        claims -> claims.subject(null),
        claims -> claims.subject(" "));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void an_id_token_that_is_not_the_answer_to_this_sign_in_is_refused(
      UnaryOperator<JWTClaimsSet.Builder> change) {
    provider.claims = change;

    assertNobody(signIn(), "refused");
  }

  @Test
  void an_id_token_that_somebody_else_has_signed_is_refused() {
    provider.signer = new TestIssuer(folder).keyOf("provider");

    assertNobody(signIn(), "refused");
  }

  @Test
  void a_token_for_the_page_is_no_token_for_calls() {
    var begun = get("/sign-in/with/corp");
    get(back(begun), "cookie", cookie(begun, "sign-in"));

    assertThat(get("/v1/self", "authorization", "Bearer " + provider.lastIdToken()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_provider_that_is_gone_signs_nobody_in() {
    var begun = get("/sign-in/with/corp");
    var back = back(begun);
    provider.isAway = true;

    assertNobody(get(back, "cookie", cookie(begun, "sign-in")), "away");
  }
}
