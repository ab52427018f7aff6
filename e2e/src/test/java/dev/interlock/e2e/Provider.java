package dev.interlock.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// The OpenID provider of an organisation, in which somebody is asked who they are. What servers
/// must not get wrong is tested with a stricter one, in `IssuerSignInTest`.
final class Provider implements AutoCloseable {
  private static final long FAR_OFF_SECONDS = 4_102_444_800L;

  private final KeyPair keys;
  private final HttpServer http;

  /// What was asked for, by the code that was given for it, and by whom.
  private final Map<String, String> nonces = new ConcurrentHashMap<>();

  private final Map<String, String> people = new ConcurrentHashMap<>();

  Provider() throws IOException, GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/keys", exchange -> answer(exchange, "application/json", publicKeys()));
    http.createContext("/authorize", this::ask);
    http.createContext("/as", this::sendBack);
    http.createContext("/token", this::token);
    http.start();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /// Has a product know it, under the name `corp`.
  void knownTo(Product product) {
    product
        .set("issuers.corp.issuer", address())
        .set("issuers.corp.audience", "interlock-api")
        .set("issuers.corp.keys", address() + "/keys")
        .set("issuers.corp.name-claim", "sub")
        .set("issuers.corp.person-claim", "sub")
        .set("issuers.corp.sign-in-at", address() + "/authorize")
        .set("issuers.corp.tokens-at", address() + "/token")
        .set("issuers.corp.client-id", "interlock")
        .set("issuers.corp.page", "http://%s/".formatted(product.address()));
  }

  /// A page with a link for each person.
  private void ask(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getRawQuery();
    var links =
        Arrays.asList("bob", "carol").stream()
            .map(who -> "<p><a href='/as?who=%s&amp;%s'>%s</a>".formatted(who, query, who))
            .collect(Collectors.joining());
    answer(exchange, "text/html", "<!doctype html><title>Who are you?</title>" + links);
  }

  private void sendBack(HttpExchange exchange) throws IOException {
    var asked = fields(exchange.getRequestURI().getRawQuery());
    var code = UUID.randomUUID().toString();
    nonces.put(code, asked.getOrDefault("nonce", ""));
    people.put(code, asked.getOrDefault("who", ""));
    var to = "%s?code=%s&state=%s".formatted(asked.get("redirect_uri"), code, asked.get("state"));
    exchange.getResponseHeaders().add("location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var code = fields(body).getOrDefault("code", "");
    var claims =
        """
        {"iss": "%s", "aud": "interlock", "sub": "%s", "nonce": "%s", "iat": 0, "exp": %d}
        """
            .formatted(address(), people.get(code), nonces.get(code), FAR_OFF_SECONDS);
    answer(exchange, "application/json", "{\"id_token\": \"%s\"}".formatted(signed(claims)));
  }

  private String signed(String claims) {
    var content =
        base64("{\"alg\": \"RS256\", \"typ\": \"JWT\", \"kid\": \"one\"}") + "." + base64(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + base64(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSA", impossible);
    }
  }

  private String publicKeys() {
    var key = (RSAPublicKey) keys.getPublic();
    return "{\"keys\": [{\"kty\": \"RSA\", \"kid\": \"one\", \"n\": \"%s\", \"e\": \"%s\"}]}"
        .formatted(base64(unsigned(key.getModulus())), base64(unsigned(key.getPublicExponent())));
  }

  private static byte[] unsigned(BigInteger number) {
    var bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Map<String, String> fields(String form) {
    return Arrays.stream(form.split("&"))
        .map(field -> field.split("=", 2))
        .collect(
            Collectors.toMap(
                parts -> parts[0],
                parts -> URLDecoder.decode(parts[1], StandardCharsets.UTF_8),
                (first, _) -> first));
  }

  private static void answer(HttpExchange exchange, String type, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
