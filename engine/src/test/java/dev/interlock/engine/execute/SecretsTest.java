package dev.interlock.engine.execute;

import static dev.interlock.engine.execute.ScriptedSecrets.CANARY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.journal.InMemoryStore;
import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Sequence;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A job gets the value of a secret, and nobody else sees it: F81.
class SecretsTest {
  private final AtomicReference<ScriptedJob.Script> script =
      new AtomicReference<>((_, _) -> new Outcome.Succeeded(""));
  private final ScriptedJob job =
      ScriptedJob.secret("login", (context, args) -> script.get().run(context, args));
  private final InMemoryStore store = new InMemoryStore();
  private final EngineUnderTest engine =
      EngineUnderTest.on(store, job, ScriptedJob.quick("quick")).start();

  @AfterEach
  void close() {
    engine.close();
  }

  private static Block block(Job only) {
    return Plans.sequences(1, new Sequence("", List.of(only)));
  }

  private static Block login(String reference) {
    return block(Plans.job("login", "password", reference));
  }

  private WorkId run(String reference, ScriptedJob.Script what) throws InterruptedException {
    script.set(what);
    return engine.run(login(reference));
  }

  private List<String> violations(Block block) throws InterruptedException {
    var answer = engine.engine.submit(Plans.work(block), new Caller("ann", ""));
    return answer instanceof SubmitAnswer.Rejected(var violations)
        ? violations.stream().map(Object::toString).toList()
        : List.of();
  }

  private String note(WorkId id) {
    return engine.facts(id, Fact.AttemptEnded.class).getLast().note();
  }

  @Test
  void a_job_gets_the_value_and_the_request_keeps_the_reference() throws Exception {
    var got = new AtomicReference<String>();
    var id =
        run(
            "secret://test/db",
            (_, args) -> {
              got.set(args.text("password"));
              return new Outcome.Succeeded("");
            });

    engine.awaitEnd(id, WorkState.COMPLETED);
    assertThat(got.get()).isEqualTo(CANARY);
    assertThat(engine.engine.request(id).orElseThrow().toString())
        .contains("secret://test/db")
        .doesNotContain("canary");
  }

  @Test
  void the_provider_is_told_whose_work_it_is() throws Exception {
    var id =
        run(
            "secret://test/whose",
            (_, args) -> new Outcome.Failed(args.text("password").length() + ""));

    engine.awaitEnd(id);
    assertThat(note(id)).isEqualTo("%d".formatted(("of works named " + Plans.NAME).length()));
  }

  private static Outcome tellEverything(JobContext context, Args args) {
    var secret = args.text("password");
    var utf8 = secret.getBytes(StandardCharsets.UTF_8);
    context.log("plain " + secret);
    secret.lines().forEach(line -> context.log("a line of it: " + line));
    context.log("base64 " + Base64.getEncoder().encodeToString(utf8));
    context.log("url " + URLEncoder.encode(secret, StandardCharsets.UTF_8));
    context.log("long " + "x".repeat(1_010) + secret); // where a line is cut
    context.progress(50, "half of " + secret);
    return new Outcome.Failed("wrong password " + secret);
  }

  @Test
  void what_a_job_tells_is_shown_without_it() throws Exception {
    var id = run("secret://test/db", SecretsTest::tellEverything);

    engine.awaitEnd(id);
    var output = store.output(id, 0, 1).orElseThrow();
    assertThat(output)
        .startsWith(
            """
            plain [secret]
            a line of it: [secret]
            a line of it: [secret]
            base64 [secret]=
            url [secret]
            """)
        .doesNotContain("canary", "second line", "Y2FuYXJ5");
    assertThat(note(id)).isEqualTo("wrong password [secret]");
    assertThat(engine.facts(id).toString()).doesNotContain("canary", "second line");
  }

  @Test
  void an_exception_with_it_is_shown_without_it() throws Exception {
    var id =
        run(
            "secret://test/db",
            (_, args) -> {
              throw new IllegalStateException("login failed for " + args.text("password"));
            });

    engine.awaitEnd(id);
    assertThat(note(id)).contains("login failed for [secret]").doesNotContain("canary");
  }

  @Test
  void a_secret_that_cannot_be_had_fails_the_job_and_says_which() throws Exception {
    var missing = run("secret://test/none", (_, _) -> new Outcome.Succeeded("ran"));
    engine.awaitEnd(missing, WorkState.FAILED);
    assertThat(note(missing)).isEqualTo("secret://test/none cannot be had: no such secret");

    var tooShort = run("secret://test/short", (_, _) -> new Outcome.Succeeded("ran"));
    engine.awaitEnd(tooShort, WorkState.FAILED);
    assertThat(note(tooShort)).contains("fewer than 8 characters").doesNotContain("hunter2");
  }

  @Test
  void a_secret_in_the_clear_is_refused_and_not_repeated() throws Exception {
    assertThat(violations(login("hunter2hunter2")))
        .singleElement()
        .asString()
        .contains("password", "must say where the secret is, and not what")
        .doesNotContain("hunter2");
  }

  @Test
  void a_reference_must_be_one_and_its_provider_must_be_there() throws Exception {
    for (var wrong :
        List.of(
            "secret://",
            "secret://test",
            "secret://test/",
            "secret://test/../x",
            "secret://test/a//b",
            "secret://TEST/db",
            "secret://test/.x",
            "secret://test/" + "x".repeat(256),
            "secret:/test/db")) {
      assertThat(violations(login(wrong))).as(wrong).hasSize(1);
    }
    assertThat(violations(login("secret://vault/db")))
        .singleElement()
        .asString()
        .contains("\"vault\"", "there are test");
  }

  @Test
  void a_reference_where_no_secret_is_taken_is_refused() throws Exception {
    assertThat(violations(block(Plans.job("quick", "tag", "secret://test/db"))))
        .singleElement()
        .asString()
        .contains("takes no secret");
  }
}
