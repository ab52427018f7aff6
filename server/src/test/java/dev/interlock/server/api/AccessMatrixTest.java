package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.interlock.api.v1.Right;
import dev.interlock.server.RunningServer;
import dev.interlock.server.api.AccessCases.About;
import dev.interlock.server.identity.Role;
import dev.interlock.server.identity.TestIssuer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// All calls, over gRPC and REST, by everybody, about what is theirs, what is not, and what is not
/// there. What must come of each follows from what the .proto file declares and what the role has.
class AccessMatrixTest {
  private static final String OWN = "Own";
  private static final String FOREIGN = "Foreign";
  private static final String ALL = "all";
  private static final String NO_WORK = "01a2241c-8c1f-7000-a5da-9caefb9f3ef6";
  private static final Pattern REASON = Pattern.compile("\"reason\":\\s*\"(\\w+)\"");

  private static TestIssuer issuer;
  private static String ownId;
  private static String foreignId;
  @AutoClose private static RunningServer server;
  @AutoClose private static final HttpClient HTTP = HttpClient.newHttpClient();

  @AutoClose("shutdownNow")
  private static ManagedChannel channel;

  /// What comes of a call, as far as rights are concerned.
  private enum Seen {
    LET_IN,
    NOT_ALLOWED,
    NO_SUCH_WORK,
    NOT_SIGNED_IN,
    BUG
  }

  /// Somebody who calls.
  ///
  /// @param role empty for who has none
  /// @param isForAll whether the role is for works of every name
  /// @param token empty for who does not say who calls
  private record Caller(
      String name, Optional<Role> role, boolean isForAll, Optional<String> token) {

    boolean has(Right right) {
      return right == Right.RIGHT_SIGNED_IN
          || role.stream()
              .flatMap(one -> one.rights().stream())
              .anyMatch(one -> right.name().equals("RIGHT_" + one));
    }

    boolean isFor(String work) {
      return isForAll || work.equals(OWN);
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    issuer = new TestIssuer(folder);
    RunningServer.letSleep(folder, OWN, FOREIGN);
    Files.writeString(folder.resolve("rights.json"), rights());
    server = RunningServer.in(folder, issuer.settings());
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    ownId = submit(OWN);
    foreignId = submit(FOREIGN);
  }

  private static String submit(String name) {
    return server
        .works()
        .submit(Requests.nap(Requests.sleep(0)).toBuilder().setName(name).build())
        .getId();
  }

  private static String rights() {
    var entries = new StringBuilder();
    entries.append(
        "{\"Roles\": [\"submitter\"], \"Works\": [\"*\"], \"Principals\": [\"local\"]}\n");
    for (var role : Role.values()) {
      var entry =
          "{\"Roles\": [\"%1$s\"], \"Works\": [\"%2$s\"], \"Principals\": [\"test:%1$s%3$s\"]}\n";
      entries.append(entry.formatted(role.word(), OWN, ""));
      entries.append(entry.formatted(role.word(), "*", "-of-all"));
      entries.append(
          "{\"Roles\": [\"%1$s\"], \"Works\": [\"%2$s\"], \"Groups\": [\"test:%1$ss\"]}\n"
              .formatted(role.word(), OWN));
    }
    return entries.toString();
  }

  private static List<Caller> callers() {
    var callers = new ArrayList<Caller>();
    for (var role : Role.values()) {
      var word = role.word();
      var some = Optional.of(role);
      callers.add(new Caller(word, some, false, Optional.of(issuer.token(word))));
      callers.add(
          new Caller(
              "one of " + word, some, false, Optional.of(issuer.token("ann", "all", word + "s"))));
      callers.add(
          new Caller(word + " of all", some, true, Optional.of(issuer.token(word + "-of-all"))));
    }
    var somebody = Optional.of(issuer.token("somebody", "all"));
    callers.add(new Caller("somebody without a role", Optional.empty(), false, somebody));
    callers.add(new Caller("anonymous", Optional.empty(), false, Optional.empty()));
    return callers;
  }

  /// What a call may be about, by what it is then given.
  private static Map<String, String> targets(AccessCases call) {
    return switch (call.about()) {
      case NOTHING -> Map.of("nothing", "");
      case NAME ->
          call.mayBeAboutAll()
              ? Map.of(OWN, OWN, FOREIGN, FOREIGN, ALL, ALL)
              : Map.of(OWN, OWN, FOREIGN, FOREIGN);
      case ID -> Map.of(OWN, ownId, FOREIGN, foreignId, "no work", NO_WORK);
    };
  }

  private static Seen expected(AccessCases call, Caller caller, String work) {
    if (caller.token().isEmpty()) {
      return Seen.NOT_SIGNED_IN;
    }
    if (call.about() == About.ID) {
      if (!caller.has(Right.RIGHT_VIEW)) {
        return Seen.NOT_ALLOWED;
      }
      if (work.equals("no work") || !caller.isFor(work)) {
        return Seen.NO_SUCH_WORK;
      }
    }
    boolean isOfAll =
        work.equals(ALL)
            || call.right() == Right.RIGHT_ADMINISTER
            || call.right() == Right.RIGHT_GOVERN;
    boolean isWithin =
        isOfAll ? caller.isForAll() : call.about() == About.NOTHING || caller.isFor(work);
    return caller.has(call.right()) && isWithin ? Seen.LET_IN : Seen.NOT_ALLOWED;
  }

  /// What was answered.
  ///
  /// @param message without the id that was asked for
  private record Answer(Seen seen, String message) {}

  @Test
  void what_a_page_can_ask_for_by_get_changes_nothing() { // F69
    var asked =
        AccessCases.all().stream()
            .filter(call -> call.rest(NO_WORK).filter(rest -> rest.body().isEmpty()).isPresent())
            .toList();

    assertThat(asked).hasSizeGreaterThan(10).allMatch(AccessCases::isSafe);
  }

  @Test
  @Timeout(300) // some four thousand calls, while other tests want the processors too
  void lets_everybody_do_what_their_role_says_and_nothing_else(TestReporter reporter)
      throws Exception {
    var wrong = new TreeSet<String>();
    var noSuchWork = new HashMap<String, Set<String>>();
    int cases = 0;
    for (var call : AccessCases.all()) {
      for (var caller : callers()) {
        for (var target : targets(call).entrySet()) {
          var expected = expected(call, caller, target.getKey());
          for (var answer : answers(call, caller, target.getValue()).entrySet()) {
            cases++;
            var seen = answer.getValue().seen();
            if (seen != expected) {
              wrong.add(
                  "%s, %s, by %s, about %s: %s, not %s (%s)"
                      .formatted(
                          call.name(),
                          answer.getKey(),
                          caller.name(),
                          target.getKey(),
                          seen,
                          expected,
                          answer.getValue().message()));
            }
            if (seen == Seen.NO_SUCH_WORK) {
              noSuchWork
                  .computeIfAbsent(answer.getKey(), _ -> new TreeSet<>())
                  .add(answer.getValue().message());
            }
          }
        }
      }
    }
    reporter.publishEntry("cases", Integer.toString(cases));
    assertThat(wrong).as("of %d cases", cases).isEmpty();
    assertThat(cases).isGreaterThanOrEqualTo(2_000);
    assertThat(noSuchWork).as("what is not there and what is not theirs").hasSize(2);
    assertThat(noSuchWork.values()).allSatisfy(texts -> assertThat(texts).hasSize(1));
  }

  private static Map<String, Answer> answers(AccessCases call, Caller caller, String target)
      throws Exception {
    var answers = new HashMap<String, Answer>();
    answers.put("gRPC", overGrpc(call, caller, target));
    var rest = call.rest(target);
    if (rest.isPresent()) {
      answers.put("REST", overRest(rest.get(), caller, target));
    }
    return answers;
  }

  private static Answer overGrpc(AccessCases call, Caller caller, String target) {
    Channel as = channel;
    if (caller.token().isPresent()) {
      var headers = RunningServer.authorization("Bearer " + caller.token().get());
      as =
          ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    var options = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    try {
      Message request = call.request(target);
      if (call.method().getType().serverSendsOneMessage()) {
        var _ = ClientCalls.blockingUnaryCall(as, call.method(), options, request);
      } else {
        var _ =
            ClientCalls.blockingServerStreamingCall(as, call.method(), options, request).hasNext();
      }
      return new Answer(Seen.LET_IN, "");
    } catch (StatusRuntimeException refused) {
      var message = String.valueOf(refused.getStatus().getDescription());
      return new Answer(seen(reason(refused)), withoutId(message, target));
    }
  }

  private static String reason(StatusRuntimeException refused) {
    var status = StatusProto.fromThrowable(refused);
    try {
      for (var detail : status == null ? List.<Any>of() : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class).getReason();
        }
      }
    } catch (IOException garbled) {
      throw new IllegalStateException("a detail that is none", garbled);
    }
    return "no reason: " + refused.getStatus();
  }

  private static Answer overRest(AccessCases.Rest rest, Caller caller, String target)
      throws Exception {
    var request = server.anonymous(rest.path());
    caller.token().ifPresent(token -> request.header("authorization", "Bearer " + token));
    rest.body()
        .ifPresent(body ->
            request.header("content-type", "application/json").POST(BodyPublishers.ofString(body)));
    var answer = sent(request.build());
    try (var body = answer.body()) {
      if (answer.statusCode() < 300) {
        return new Answer(Seen.LET_IN, "");
      }
      var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      var reason = REASON.matcher(text);
      return new Answer(
          seen(reason.find() ? reason.group(1) : "no reason: " + text), withoutId(text, target));
    }
  }

  private static HttpResponse<InputStream> sent(HttpRequest request) throws Exception {
    try {
      return HTTP.send(request, BodyHandlers.ofInputStream());
    } catch (IOException failed) {
      throw new IllegalStateException("no answer to " + request, failed);
    }
  }

  private static String withoutId(String message, String target) {
    return target.isEmpty() ? message : message.replace(target, "ID");
  }

  private static Seen seen(String reason) {
    if (reason.equals("INTERNAL") || reason.startsWith("no reason")) {
      return Seen.BUG;
    }
    return Arrays.stream(Seen.values())
        .filter(seen -> seen.name().equals(reason.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(Seen.LET_IN);
  }
}
