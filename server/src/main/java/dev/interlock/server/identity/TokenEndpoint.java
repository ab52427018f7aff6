package dev.interlock.server.identity;

import dev.interlock.engine.digest.Sha256;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.settings.Settings;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where an issuer gives an ID token for the code that a browser has brought (RFC 6749, 4.1.3). Any
/// thread; waits for the issuer.
final class TokenEndpoint {
  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /// Strangers with a browser can have it asked; not more often at once than this.
  private static final int AT_ONCE_MAX = 20;

  private final Settings.SignIn settings;
  private final String redirect;
  private final IssuerHttp http = new IssuerHttp(ANSWER_MAX);
  private final Semaphore room = new Semaphore(AT_ONCE_MAX);

  /// @param redirect where the issuer sends browsers back to
  TokenEndpoint(Settings.SignIn settings, String redirect) {
    this.settings = settings;
    this.redirect = redirect;
  }

  /// What it says.
  sealed interface Answer {
    /// An ID token.
    ///
    /// @param text nobody has verified it yet
    record Token(String text) implements Answer {}

    /// It gives none, or does not answer.
    record None(String problem) implements Answer {}
  }

  /// What an issuer is told of a verifier before it shall see it (RFC 7636, 4.2).
  static String challenge(String verifier) {
    var digest = Sha256.digest().digest(verifier.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  /// Gives the code for a token.
  Answer exchange(String code, String verifier) {
    if (!room.tryAcquire()) {
      return new Answer.None("too many sign in at once");
    }
    try {
      return tokenOf(http.ask(request(code, verifier)));
    } catch (IOException failed) {
      log.atWarn().addKeyValue("at", settings.tokensAt()).log("no ID token: {}", failed.toString());
      return new Answer.None("the issuer gives no token");
    } finally {
      room.release();
    }
  }

  private HttpRequest request(String code, String verifier) throws IOException {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirect);
    form.put("client_id", settings.clientId());
    form.put("code_verifier", verifier);
    var request =
        HttpRequest.newBuilder(settings.tokensAt())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .POST(BodyPublishers.ofString(BrowserSignIn.form(form)));
    if (settings.clientSecret().isPresent()) {
      request.header("authorization", basic(Files.readString(settings.clientSecret().get())));
    }
    return request.build();
  }

  /// RFC 6749, 2.3.1.
  private String basic(String secret) {
    var both =
        URLEncoder.encode(settings.clientId(), StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(secret.strip(), StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer tokenOf(String body) {
    return JsonReader.read(body) instanceof JsonRead.Good(var documents)
            && documents.size() == 1
            && documents.getFirst() instanceof Json.Obj(var fields)
            && fields.get("id_token") instanceof Json.Text(var token)
        ? new Answer.Token(token)
        : new Answer.None("the issuer's answer has no ID token");
  }
}
