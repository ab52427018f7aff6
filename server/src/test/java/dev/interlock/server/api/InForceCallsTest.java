package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.sleep;
import static dev.interlock.server.api.Requests.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import dev.interlock.api.v1.Attempt;
import dev.interlock.api.v1.Bucket;
import dev.interlock.api.v1.CheckPoliciesReq;
import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.GetServerReq;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.ListBucketsReq;
import dev.interlock.api.v1.ListPoliciesReq;
import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.PolicyChange;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.api.v1.PolicySetting;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StopReq;
import dev.interlock.engine.digest.Sha256;
import dev.interlock.server.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the server says of itself: policies with their settings, token buckets, who serves.
class InForceCallsTest {
  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() {
    server =
        RunningServer.in(
            folder,
            "--token-buckets",
            "{\"brisk\": {\"capacity\": 3, \"refill\": 2, \"interval\": \"500ms\"}}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ListPoliciesResp policies() {
    return server.catalog().listPolicies(ListPoliciesReq.getDefaultInstance());
  }

  private Bucket bucket(String name) {
    return server
        .catalog()
        .listBuckets(ListBucketsReq.getDefaultInstance())
        .getBucketsList()
        .stream()
        .filter(bucket -> bucket.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private GetServerResp self() {
    return server.catalog().getServer(GetServerReq.getDefaultInstance());
  }

  private static Job take(String bucket) {
    return Job.newBuilder()
        .setName("tokenBucket")
        .putArgs("bucket", bucket)
        .putArgs("fatal", "true")
        .build();
  }

  private StatusResp ran(Job... jobs) {
    var id = server.works().submit(nap(jobs)).getId();
    var _ = server.works().exec(exec(id));
    return server.works().status(atEnd(id));
  }

  private static PolicySetting set(String name, String value) {
    return PolicySetting.newBuilder().setName(name).setValue(value).build();
  }

  private static PolicySetting byDefault(String name, String value) {
    return set(name, value).toBuilder().setByDefault(true).build();
  }

  private CheckPoliciesResp check(String content) {
    return server
        .catalog()
        .checkPolicies(CheckPoliciesReq.newBuilder().setContent(content).build());
  }

  private static String allowed(String name, String... jobs) {
    return """
    {"Name": "%s", "Policies": [
      {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["%s"]}}]}
    """
        .formatted(name, String.join("\", \"", jobs));
  }

  @Test
  void a_policy_file_is_judged_before_it_is_in_force() {
    var before = policies();
    var content = allowed("New", "sleep") + allowed("Nap", "sleep");

    var answer = check(content);

    assertThat(answer.getProblemsList()).isEmpty();
    assertThat(answer.getVersion()).isEqualTo(Sha256.of(content));
    assertThat(answer.getVersionInForce()).isNotEmpty().isNotEqualTo(answer.getVersion());
    assertThat(answer.getChangesList())
        .extracting(PolicyChange::getWorkName)
        .containsExactly("Nap", "New");
    var nap = answer.getChanges(0);
    assertThat(nap.getBefore(0).getSettingsList())
        .containsExactly(set("AllowedJobs", "[\"sleep\", \"tokenBucket\"]"));
    assertThat(nap.getAfter(0).getSettingsList())
        .containsExactly(set("AllowedJobs", "[\"sleep\"]"));
    assertThat(nap.getAfter(0).getEntry()).isEqualTo("entry 2 (Nap), Policies[0]");
    assertThat(answer.getChanges(1).getBeforeList()).isEmpty();
    assertThat(policies()).isEqualTo(before);
  }

  @Test
  void what_only_moves_in_a_policy_file_or_refuses_as_before_is_no_change() {
    var moved =
        check("{\"Name\": \"Empty\", \"Policies\": []}" + allowed("Nap", "sleep", "tokenBucket"));

    assertThat(moved.getProblemsList()).isEmpty();
    assertThat(moved.getChangesList()).isEmpty();
    var gone = check("");
    assertThat(gone.getChangesList()).extracting(PolicyChange::getWorkName).containsExactly("Nap");
    assertThat(gone.getChanges(0).getAfterList()).isEmpty();
  }

  @Test
  void a_policy_file_is_told_everything_that_is_wrong_with_it() {
    var bad = check(allowed("Nap", "slep") + "{\"Name\": \"Nap\", \"Policy\": []}");

    assertThat(bad.getProblemsList())
        .hasSizeGreaterThan(2)
        .anyMatch(problem -> problem.contains("entry 1 (Nap), Policies[0].Settings"))
        .anyMatch(problem -> problem.contains("entry 2: unknown field \"Policy\""))
        .anyMatch(problem -> problem.contains("two entries for \"Nap\""));
    assertThat(bad.getChangesList()).isEmpty();
    assertThat(check("{").getProblemsList()).hasSize(1);
    assertThat(Requests.violations(Requests.refusalOf(() -> check(" ".repeat((1 << 20) + 1)))))
        .containsExactly("content: has 1048577 bytes; a policy file has at most 1048576");
    assertThat(server.post("/v1/policies:check", "{\"content\": \"{\"}").body())
        .contains("\"problems\":");
  }

  @Test
  void policies_in_force_say_what_they_are_set_to_and_by_which_entry() {
    server.writePolicies(
        """
        [{"Name": "Other", "Policies": []},
         {"Name": "Nap", "Policies": [
           {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep", "tokenBucket"]}},
           {"Name": "startOrEnd", "Settings": {
             "JobName": "sleep", "MustArgs": {"seconds": "0"}, "Start": true,
             "AllowedBeforeOrAfter": []}}]}]
        """);

    await().until(() -> policies().getAssignmentsCount() == 2);

    var nap = policies().getAssignments(0);
    assertThat(nap.getWorkName()).isEqualTo("Nap");
    assertThat(nap.getPoliciesList()).containsExactly("restrictJobTypes", "startOrEnd");
    assertThat(nap.getInForceList())
        .containsExactly(
            PolicyInForce.newBuilder()
                .setName("restrictJobTypes")
                .addSettings(set("AllowedJobs", "[\"sleep\", \"tokenBucket\"]"))
                .setFile("policies.json")
                .setEntry("entry 2 (Nap), Policies[0]")
                .build(),
            PolicyInForce.newBuilder()
                .setName("startOrEnd")
                .addSettings(set("JobName", "\"sleep\""))
                .addSettings(set("MustArgs", "{\"seconds\": \"0\"}"))
                .addSettings(set("Start", "true"))
                .addSettings(byDefault("End", "false"))
                .addSettings(set("AllowedBeforeOrAfter", "[]"))
                .setFile("policies.json")
                .setEntry("entry 2 (Nap), Policies[1]")
                .build());
    assertThat(policies().getAssignments(1).getInForceList()).isEmpty();
    assertThat(server.get("/v1/policies").body())
        .contains("\"inForce\":[{\"name\":\"restrictJobTypes\"")
        .contains("{\"name\":\"End\",\"value\":\"false\",\"byDefault\":true}");
  }

  @Test
  void a_broken_policy_file_shows_its_problem_and_nothing_in_force() {
    assertThat(policies().getAssignments(0).getInForceCount()).isEqualTo(1);

    server.writePolicies("{\"Name\": \"Nap\", \"Policies\": [{\"Name\": \"sameArg\"}]}");

    await().until(() -> !policies().getProblem().isEmpty());
    assertThat(policies().getProblem())
        .contains("entry 1 (Nap), Policies[0]: there is no policy \"sameArg\"");
    assertThat(policies().getAssignmentsList()).isEmpty();
    assertThat(policies().getPoliciesList()).as("what there is to choose from").isNotEmpty();
    server.restorePolicies();
    await().until(() -> policies().getProblem().isEmpty());
    assertThat(policies().getAssignments(0).getInForce(0).getFile()).isEqualTo("policies.json");
  }

  @Test
  void a_bucket_says_what_it_holds_and_when_its_next_token_comes() {
    assertThat(bucket("one"))
        .isEqualTo(
            Bucket.newBuilder()
                .setName("one")
                .setCapacity(1)
                .setRefill(1)
                .setInterval(Duration.newBuilder().setSeconds(3600))
                .setTokens(1)
                .setSource("the command line")
                .build());

    var taken = ran(take("one"));

    assertThat(taken.getHadErrors()).isFalse();
    var attempt = taken.getBlocks(0).getJobs(0).getAttempts(0);
    var emptied = bucket("one");
    assertThat(emptied.getTokens()).isZero();
    assertThat(Timestamps.toMillis(emptied.getNextTokenAt()) - 3_600_000)
        .isBetween(
            Timestamps.toMillis(attempt.getStarted()), Timestamps.toMillis(attempt.getEnded()));
    assertThat(bucket("one")).as("to look changes nothing").isEqualTo(emptied);
    assertThat(ran(take("one")).getBlocks(0).getJobs(0).getError())
        .contains("token bucket 'one' is empty");
    assertThat(bucket("one")).as("a refused token takes nothing").isEqualTo(emptied);
    assertThat(server.get("/v1/buckets").body())
        .contains(
            "\"name\":\"one\",\"capacity\":1,\"refill\":1,\"interval\":\"3600s\",\"tokens\":0,")
        .contains("\"nextTokenAt\":\"");
    assertThat(bucket("brisk").getTokens()).as("of which nobody took").isEqualTo(3);
  }

  @Test
  void a_bucket_fills_while_it_is_looked_at() {
    assertThat(ran(take("brisk"), take("brisk"), take("brisk")).getHadErrors()).isFalse();

    await().until(() -> bucket("brisk").getTokens() == 3 && !bucket("brisk").hasNextTokenAt());
  }

  @Test
  void a_restart_fills_no_bucket() {
    ran(take("one"));
    var emptied = bucket("one");
    server.close();

    server = RunningServer.in(folder);

    assertThat(bucket("one")).isEqualTo(emptied);
  }

  @Test
  void a_server_says_its_version_and_which_replica_runs_how_many_works() {
    assertThat(self().getReplicas(0).getWorksRunning()).isZero();
    var id = server.works().submit(nap(sleep(60))).getId();
    var _ = server.works().exec(exec(id));
    await().until(() -> self().getReplicas(0).getWorksRunning() == 1);

    var self = self();

    assertThat(self.getStore()).isEqualTo("sqlite");
    assertThat(self.getVersion()).isNotEmpty();
    var attempt = firstAttempt(id);
    assertThat(Timestamps.compare(self.getStartedAt(), attempt.getStarted())).isNegative();
    assertThat(self.getReplicasList())
        .singleElement()
        .matches(one -> one.getAnswers() && one.getVersion().equals(self.getVersion()))
        .matches(one -> one.getStartedAt().equals(self.getStartedAt()));
    assertThat(self.getReplicas(0).getName())
        .as("as Status calls it")
        .isEqualTo(attempt.getReplica());
    assertThat(server.get("/v1/server").body())
        .contains("\"store\":\"sqlite\"")
        .contains("\"answers\":true,\"worksRunning\":1");
    var _ = server.stops().stop(StopReq.newBuilder().setName("Nap").setReason("enough").build());
    await().until(() -> self().getReplicas(0).getWorksRunning() == 0);
  }

  private Attempt firstAttempt(String id) {
    return server.works().status(whole(id)).getBlocks(0).getJobs(0).getAttempts(0);
  }
}
