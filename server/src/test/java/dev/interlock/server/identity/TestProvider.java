package dev.interlock.server.identity;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An OpenID provider as an organisation has one: it knows one client, and signs in whoever the
/// test says without asking for more. Strict where RFC 6749 and 7636 are.
public final class TestProvider implements AutoCloseable {
  public static final String CLIENT = "interlock at test";
  public static final String SECRET = "s3cr&t of the client";

  private final RSAKey key = TestIssuer.key("provider");
  private final HttpServer http;
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /// Who signs in next.
  public volatile String person = "ann";

  /// What its tokens say besides, or instead.
  public volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();

  /// Signs its tokens; its own until a test says otherwise.
  public volatile RSAKey signer = key;

  /// Whether its token endpoint fails.
  public volatile boolean isAway;

  private volatile String lastIdToken = "";

  private record Grant(String redirect, String challenge, String nonce, String person) {
    boolean isFor(Map<String, String> asked) {
      var verifier = asked.getOrDefault("code_verifier", "");
      return redirect.equals(asked.get("redirect_uri"))
          && challenge.equals(TokenEndpoint.challenge(verifier));
    }
  }

  /// Serves from now on, on a port of this machine.
  public TestProvider() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(key).toString()));
    http.createContext("/authorize", this::authorize);
    http.createContext("/token", this::token);
    http.start();
  }

  public String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// What a server must be told to have it sign browsers in, under the name `corp`.
  ///
  /// @param secret the file with the client's secret
  /// @param page where browsers reach the server
  public List<String> settings(String secret, String page) {
    return List.of(
        "--issuers.corp.issuer=" + address(),
        "--issuers.corp.audience=interlock",
        "--issuers.corp.algorithm=rs256",
        "--issuers.corp.keys=" + address() + "/keys",
        "--issuers.corp.name-claim=sub",
        "--issuers.corp.person-claim=sub",
        "--issuers.corp.sign-in-at=" + address() + "/authorize?tenant=7",
        "--issuers.corp.tokens-at=" + address() + "/token",
        "--issuers.corp.client-id=" + CLIENT,
        "--issuers.corp.client-secret=" + secret,
        "--issuers.corp.page=" + page);
  }

  /// Does nothing any more that a test wanted.
  public void behave() {
    person = "ann";
    claims = UnaryOperator.identity();
    signer = key;
    isAway = false;
  }

  /// What it has given last.
  public String lastIdToken() {
    return lastIdToken;
  }

  /// What clients did wrong.
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /// Sends the browser back at once, with a code.
  private void authorize(HttpExchange exchange) throws IOException {
    var asked = fields(exchange.getRequestURI().getRawQuery());
    require(asked, "tenant", "7");
    require(asked, "response_type", "code");
    require(asked, "client_id", CLIENT);
    require(asked, "scope", "openid");
    require(asked, "code_challenge_method", "S256");
    var code = "code-" + numbers.incrementAndGet();
    var redirect = asked.getOrDefault("redirect_uri", "");
    grants.put(
        code,
        new Grant(
            redirect,
            asked.getOrDefault("code_challenge", ""),
            asked.getOrDefault("nonce", ""),
            person));
    exchange
        .getResponseHeaders()
        .add(
            "location",
            "%s?code=%s&state=%s".formatted(redirect, code, asked.getOrDefault("state", "")));
    answer(exchange, 302, "");
  }

  private void require(Map<String, String> fields, String name, String value) {
    if (!value.equals(fields.get(name))) {
      problems.add("%s is %s, not %s".formatted(name, fields.get(name), value));
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var asked = fields(body);
    require(asked, "grant_type", "authorization_code");
    require(asked, "client_id", CLIENT);
    var basic =
        java.util.Base64.getEncoder()
            .encodeToString(
                "interlock+at+test:s3cr%26t+of+the+client".getBytes(StandardCharsets.UTF_8));
    var shown = exchange.getRequestHeaders().getFirst("authorization");
    var grant = grants.remove(asked.getOrDefault("code", "")); // of use once
    if (isAway) {
      answer(exchange, 503, "");
      return;
    }
    if (grant == null || !("Basic " + basic).equals(shown) || !grant.isFor(asked)) {
      answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
      return;
    }
    lastIdToken = idToken(grant);
    answer(
        exchange,
        200,
        "{\"access_token\": \"x\", \"token_type\": \"Bearer\", \"id_token\": \"%s\"}"
            .formatted(lastIdToken));
  }

  private String idToken(Grant grant) {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var built =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .audience(CLIENT)
            .subject(grant.person())
            .claim("nonce", grant.nonce())
            .claim("groups", List.of("sre"))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(Instant.parse("2100-01-01T00:00:00Z")));
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    return TestIssuer.sign(header, claims.apply(built).build(), signer);
  }

  private static Map<String, String> fields(String form) {
    var fields = new HashMap<String, String>();
    for (var field : new ArrayList<>(Arrays.asList(form.split("&")))) {
      var parts = field.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
