package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.Arg;
import dev.interlock.api.v1.Bucket;
import dev.interlock.api.v1.CrashClass;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.JobType;
import dev.interlock.api.v1.ListBucketsResp;
import dev.interlock.api.v1.ListJobTypesResp;
import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.Policy;
import dev.interlock.api.v1.PolicyAssignment;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.api.v1.PolicySetting;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.api.v1.Retries;
import dev.interlock.client.ScriptedServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogueCommandsTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void jobs_lists_the_job_types() {
    server.answer("ListJobTypes", jobTypes());

    var run = place.run("jobs");

    assertThat(run.out())
        .isEqualTo(
            """
            NAME       AFTER A CRASH  PURPOSE                   FROM
            diskErase  once           Erases a machine's disks  diskerase.jar
            """);
  }

  @Test
  void jobs_describe_tells_everything_about_one() {
    server.answer("ListJobTypes", jobTypes());

    var run = place.run("jobs", "describe", "diskErase");

    assertThat(run.out())
        .isEqualTo(
            """
            job            diskErase
            purpose        Erases a machine's disks
            touches        the machine
            after a crash  once: is never run again by itself; a person decides
            timeout        10:00
            from           /opt/interlock/plugins/diskerase.jar

            ARGUMENT  KIND          NEEDED      ABOUT
            machine   text          yes         which
            seconds   whole number  no, else 1  how long
            """);
  }

  @Test
  void jobs_describe_tells_of_retries_and_of_jobs_without_side_effects() {
    var look =
        JobType.newBuilder()
            .setName("look")
            .setSideEffectFree(true)
            .setRetries(
                Retries.newBuilder()
                    .setMax(3)
                    .setFirst(Duration.newBuilder().setSeconds(10))
                    .setFactor(1.5)
                    .setCap(Duration.newBuilder().setSeconds(60))
                    .setJitter(0.2));
    server.answer("ListJobTypes", ListJobTypesResp.newBuilder().addJobTypes(look).build());

    assertThat(place.run("jobs", "describe", "look").out())
        .contains("side effects   none: it may be a check\n")
        .contains(
            "retries        up to 3, the first after 0:10, each further pause 1.5 times as long, up to 1:00\n");
  }

  @Test
  void jobs_describe_of_an_unknown_job_says_which_was_meant() {
    server.answer("ListJobTypes", jobTypes());

    var run = place.run("jobs", "describe", "diskErse");

    assertThat(run.err())
        .isEqualTo("interlock: there is no job \"diskErse\"; did you mean \"diskErase\"?\n");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void replicas_tells_who_is_alive_and_who_answers() {
    var started = Timestamp.newBuilder().setSeconds(1_790_000_000);
    server.answer(
        "GetServer",
        GetServerResp.newBuilder()
            .addReplicas(
                Replica.newBuilder()
                    .setName("vm1:7-a")
                    .setAddress("127.0.0.1:8080")
                    .setVersion("1.0")
                    .setStartedAt(started)
                    .setAnswers(true)
                    .setWorksRunning(3)
                    .setState(ReplicaState.REPLICA_STATE_DRAINING)
                    .setDrainReason("new disks")
                    .setDrainActor("ann")
                    .setLeaseLeft(Duration.newBuilder().setSeconds(9).setNanos(120_000_000)))
            .addReplicas(
                Replica.newBuilder()
                    .setName("vm2:8-b")
                    .setAddress("127.0.0.1:8081")
                    .setVersion("1.0")
                    .setStartedAt(started)
                    .setState(ReplicaState.REPLICA_STATE_GONE)
                    .setLeaseLeft(Duration.newBuilder().setSeconds(-5)))
            .build());

    assertThat(place.run("replicas").out())
        .isEqualTo(
            """
            REPLICA            ADDRESS         VERSION  STARTED               STATE                      WORKS  LEASE
            vm1:7-a (answers)  127.0.0.1:8080  1.0      2026-09-21 14:13:20Z  draining (ann: new disks)  3      9.1 s left
            vm2:8-b            127.0.0.1:8081  1.0      2026-09-21 14:13:20Z  gone                       0      over for 5.0 s
            """);
  }

  @Test
  void policies_tells_what_is_in_force_and_what_is_wrong() {
    server.answer(
        "ListPolicies",
        ListPoliciesResp.newBuilder()
            .addPolicies(
                Policy.newBuilder()
                    .setName("sameArgs")
                    .setPurpose("All jobs agree")
                    .addSettings("Jobs")
                    .setOrigin("builtin"))
            .addAssignments(
                PolicyAssignment.newBuilder()
                    .setWorkName("SatelliteDiskErase")
                    .addPolicies("startOrEnd")
                    .addPolicies("allAgree")
                    .addInForce(
                        inForce("startOrEnd", 0)
                            .addSettings(
                                PolicySetting.newBuilder()
                                    .setName("MustArgs")
                                    .setValue("{\"type\": \"\u202Esatellite\"}"))
                            .addSettings(
                                PolicySetting.newBuilder()
                                    .setName("End")
                                    .setValue("false")
                                    .setByDefault(true)))
                    .addInForce(inForce("allAgree", 1)))
            .addAssignments(PolicyAssignment.newBuilder().setWorkName("Lunch"))
            .setProblem("policies.json:3: not JSON")
            .build());

    var run = place.run("policies");

    assertThat(run.out())
        .isEqualTo(
            """
            POLICY    PURPOSE         SETTINGS  FROM
            sameArgs  All jobs agree  Jobs      builtin

            WORK                POLICY IN FORCE      BY                                                        SETTING   VALUE
            SatelliteDiskErase  startOrEnd           policies.json, entry 1 (SatelliteDiskErase), Policies[0]  MustArgs  {"type": "\\u202esatellite"}
            SatelliteDiskErase  startOrEnd           policies.json, entry 1 (SatelliteDiskErase), Policies[0]  End       false (default)
            SatelliteDiskErase  allAgree             policies.json, entry 1 (SatelliteDiskErase), Policies[1]
            Lunch               none: it is refused

            new work is refused: policies.json:3: not JSON
            """);
  }

  private static PolicyInForce.Builder inForce(String policy, int index) {
    return PolicyInForce.newBuilder()
        .setName(policy)
        .setFile("policies.json")
        .setEntry("entry 1 (SatelliteDiskErase), Policies[%d]".formatted(index));
  }

  @Test
  void policies_says_when_no_work_has_any() {
    server.answer("ListPolicies", ListPoliciesResp.getDefaultInstance());

    assertThat(place.run("policies").out())
        .endsWith("no work has policies: every work request is refused\n");
  }

  @Test
  void buckets_shows_how_full_each_is_and_when_its_next_token_comes() {
    server.answer(
        "ListBuckets",
        ListBucketsResp.newBuilder()
            .addBuckets(
                Bucket.newBuilder()
                    .setName("brisk")
                    .setCapacity(3)
                    .setRefill(2)
                    .setInterval(Duration.newBuilder().setNanos(500_000_000))
                    .setTokens(3)
                    .setSource("the command line"))
            .addBuckets(
                Bucket.newBuilder()
                    .setName("diskEraseSatellite")
                    .setCapacity(1)
                    .setRefill(1)
                    .setInterval(Duration.newBuilder().setSeconds(3600))
                    .setNextTokenAt(at(CommandRun.NOW.plusSeconds(62)))
                    .setSource("configs/interlock.json"))
            .build());

    assertThat(place.run("buckets").out())
        .isEqualTo(
            """
            BUCKET              TOKENS  GAINS           NEXT TOKEN                     FROM
            brisk               3 of 3  2 each 500 ms   none: it is full               the command line
            diskEraseSatellite  0 of 1  1 each 1:00:00  2026-03-01 10:02:02Z, in 1:02  configs/interlock.json
            """);
    assertThat(place.run("buckets", "-o", "json").out()).contains("\"tokens\": 0");
  }

  @Test
  void buckets_says_when_there_are_none() {
    server.answer("ListBuckets", ListBucketsResp.getDefaultInstance());

    assertThat(place.run("buckets").out()).isEqualTo("no token buckets are configured\n");
  }

  @Test
  void version_asks_the_server_when_it_is_told_to() {
    server.answer("GetServer", self());

    for (var run :
        List.of(
            place.run("version", "--server"),
            place.run("version", "--server", server.address().toString()),
            place.run("--server", server.address().toString(), "version"))) {
      assertThat(run.out())
          .startsWith("interlock ")
          .endsWith(
              """

              server   %s
              version  0.1.0
              started  2026-03-01 10:01:00Z
              store    sqlite

              REPLICA          VERSION  STARTED               WORKS RUNNING  ANSWERS
              box:4711-00c0ff  0.1.0    2026-03-01 10:01:00Z  3              yes
              """
                  .formatted(server.address()));
      assertThat(run.status()).isZero();
    }
    assertThat(place.run("version", "--server", "-o", "json").out())
        .startsWith("{")
        .contains("\"worksRunning\": 3");
  }

  @Test
  void version_of_a_server_says_what_is_wrong_with_its_address() {
    var run = place.run("version", "--server", "nowhere");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("\"nowhere\" has no port");
    server.die();
    assertThat(place.run("version", "--server").status()).isEqualTo(5);
  }

  private static GetServerResp self() {
    var started = at(CommandRun.NOW);
    return GetServerResp.newBuilder()
        .setVersion("0.1.0")
        .setStartedAt(started)
        .setStore("sqlite")
        .addReplicas(
            Replica.newBuilder()
                .setName("box:4711-00c0ff")
                .setVersion("0.1.0")
                .setStartedAt(started)
                .setAnswers(true)
                .setWorksRunning(3))
        .build();
  }

  private static Timestamp at(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  private static ListJobTypesResp jobTypes() {
    return ListJobTypesResp.newBuilder()
        .addJobTypes(
            JobType.newBuilder()
                .setName("diskErase")
                .setPurpose("Erases a machine's disks")
                .setTargets("the machine")
                .setCrashClass(CrashClass.CRASH_CLASS_ONCE)
                .setTimeout(Duration.newBuilder().setSeconds(600))
                .setOrigin("/opt/interlock/plugins/diskerase.jar")
                .addArgs(
                    Arg.newBuilder()
                        .setName("machine")
                        .setKind("text")
                        .setRequired(true)
                        .setDescription("which"))
                .addArgs(
                    Arg.newBuilder()
                        .setName("seconds")
                        .setKind("whole number")
                        .setDefaultValue("1")
                        .setDescription("how long")))
        .build();
  }
}
