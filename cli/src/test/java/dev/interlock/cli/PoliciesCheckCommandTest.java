package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CheckPoliciesResp;
import dev.interlock.api.v1.PolicyChange;
import dev.interlock.api.v1.PolicyInForce;
import dev.interlock.api.v1.PolicySetting;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoliciesCheckCommandTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static PolicyInForce.Builder inForce(String policy, int index) {
    return PolicyInForce.newBuilder()
        .setName(policy)
        .setFile("policies.json")
        .setEntry("entry 1 (Nap), Policies[%d]".formatted(index));
  }

  private static PolicyInForce allowing(String jobs) {
    return inForce("restrictJobTypes", 0)
        .addSettings(PolicySetting.newBuilder().setName("AllowedJobs").setValue(jobs))
        .build();
  }

  @Test
  void policies_check_shows_what_a_file_would_change() {
    server.answer(
        "CheckPolicies",
        CheckPoliciesResp.newBuilder()
            .setVersion("7a1e")
            .setVersionInForce("99")
            .addChanges(
                PolicyChange.newBuilder()
                    .setWorkName("Nap")
                    .addBefore(allowing("[\"sleep\"]"))
                    .addBefore(inForce("allAgree", 1))
                    .addAfter(allowing("[\"sleep\",\"echo\"]"))
                    .addAfter(inForce("allAgree", 2)))
            .addChanges(
                PolicyChange.newBuilder().setWorkName("New").addAfter(inForce("allAgree", 0)))
            .build());

    var run = place.withInput("{}").run("policies", "check", "-");

    assertThat(run.status()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .isEqualTo(
            """
               WORK  POLICY               SETTING      VALUE
            -  Nap   restrictJobTypes     AllowedJobs  ["sleep"]
            +  Nap   restrictJobTypes     AllowedJobs  ["sleep","echo"]
            -  New   none: it is refused
            +  New   allAgree

            version 7a1e; approvals that works were given under another do not count then
            """);
  }

  @Test
  void policies_check_hides_no_change_of_two_policies_of_one_name() {
    var one =
        inForce("startOrEnd", 0).addSettings(set("JobName", "a")).addSettings(set("End", "b"));
    var other =
        inForce("startOrEnd", 1).addSettings(set("JobName", "b")).addSettings(set("End", "a"));
    var mixed =
        inForce("startOrEnd", 0).addSettings(set("JobName", "a")).addSettings(set("End", "a"));
    var rest =
        inForce("startOrEnd", 1).addSettings(set("JobName", "b")).addSettings(set("End", "b"));
    server.answer(
        "CheckPolicies",
        CheckPoliciesResp.newBuilder()
            .setVersion("7a1e")
            .addChanges(
                PolicyChange.newBuilder()
                    .setWorkName("Mixed")
                    .addBefore(one)
                    .addBefore(other)
                    .addAfter(mixed)
                    .addAfter(rest))
            .addChanges(
                PolicyChange.newBuilder()
                    .setWorkName("Turned")
                    .addBefore(inForce("x", 0))
                    .addBefore(inForce("y", 1))
                    .addAfter(inForce("y", 0))
                    .addAfter(inForce("x", 1)))
            .build());

    assertThat(place.withInput("{}").run("policies", "check", "-").out())
        .startsWith(
            """
               WORK    POLICY      SETTING  VALUE
            -  Mixed   startOrEnd  JobName  a
            -  Mixed   startOrEnd  End      b
            -  Mixed   startOrEnd  JobName  b
            -  Mixed   startOrEnd  End      a
            +  Mixed   startOrEnd  JobName  a
            +  Mixed   startOrEnd  End      a
            +  Mixed   startOrEnd  JobName  b
            +  Mixed   startOrEnd  End      b
            -  Turned  x
            -  Turned  y
            +  Turned  y
            +  Turned  x
            """);
  }

  private static PolicySetting set(String name, String value) {
    return PolicySetting.newBuilder().setName(name).setValue(value).build();
  }

  @Test
  void policies_check_tells_all_that_is_wrong_and_exits_with_3() {
    server.answer(
        "CheckPolicies",
        CheckPoliciesResp.newBuilder()
            .addProblems("entry 1: Name is missing")
            .addProblems("entry 2: \u202Eodd")
            .build());

    var run = place.withInput("{}").run("policies", "check", "-");

    assertThat(run.status()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.out())
        .isEqualTo(
            """
            new work would be refused: 2 problems
              standard input: entry 1: Name is missing
              standard input: entry 2: \\u202eodd
            """);
  }

  @Test
  void policies_check_says_when_the_file_is_in_force() {
    server.answer(
        "CheckPolicies",
        CheckPoliciesResp.newBuilder().setVersion("99").setVersionInForce("99").build());
    assertThat(place.withInput("{}").run("policies", "check", "-").out())
        .isEqualTo("it is what is in force\n");
  }

  @Test
  void policies_check_says_when_another_file_changes_nothing() {
    server.answer(
        "CheckPolicies",
        CheckPoliciesResp.newBuilder().setVersion("7a").setVersionInForce("99").build());
    assertThat(place.withInput("{ }").run("policies", "check", "-").out())
        .startsWith("no policy would change\n\nversion 7a;");
  }
}
