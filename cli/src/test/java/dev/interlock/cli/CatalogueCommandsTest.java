package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.interlock.api.v1.Arg;
import dev.interlock.api.v1.CrashClass;
import dev.interlock.api.v1.JobType;
import dev.interlock.api.v1.ListJobTypesResp;
import dev.interlock.api.v1.ListPoliciesResp;
import dev.interlock.api.v1.Policy;
import dev.interlock.api.v1.PolicyAssignment;
import dev.interlock.api.v1.Retries;
import dev.interlock.client.ScriptedServer;
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
                    .addPolicies("restrictJobTypes")
                    .addPolicies("sameArgs"))
            .setProblem("policies.json:3: not JSON")
            .build());

    var run = place.run("policies");

    assertThat(run.out())
        .isEqualTo(
            """
            POLICY    PURPOSE         SETTINGS  FROM
            sameArgs  All jobs agree  Jobs      builtin

            WORK                POLICIES IN FORCE
            SatelliteDiskErase  restrictJobTypes, sameArgs

            new work is refused: policies.json:3: not JSON
            """);
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
