package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CreateSignInCodeResp;
import dev.interlock.api.v1.GetSelfResp;
import dev.interlock.api.v1.Grant;
import dev.interlock.api.v1.Right;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityCommandsTest {
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void whoami_says_who_it_is_and_what_they_may() {
    server.answer(
        "GetSelf",
        GetSelfResp.newBuilder()
            .setName("okta:ann")
            .setAuthentication("token of okta")
            .addAllGroups(List.of("okta:dc", "okta:sre"))
            .setPerson(true)
            .addGrants(Grant.newBuilder().setRight(Right.RIGHT_VIEW).addWorkNames("*"))
            .addGrants(
                Grant.newBuilder()
                    .setRight(Right.RIGHT_EXECUTE)
                    .addAllWorkNames(List.of("Disk*", "Nap")))
            .build());

    assertThat(place.run("whoami").out())
        .isEqualTo(
            """
            name      okta:ann
            known by  token of okta
            groups    okta:dc, okta:sre
            is        a person, who can approve

            YOU MAY  WORKS NAMED
            view     *
            execute  Disk*, Nap
            """);
    assertThat(place.run("whoami", "--output", "json").out()).contains("\"RIGHT_EXECUTE\"");
  }

  @Test
  void whoami_says_so_when_somebody_may_nothing() {
    server.answer(
        "GetSelf",
        GetSelfResp.newBuilder().setName("okta:bob").setAuthentication("token of okta").build());

    assertThat(place.run("whoami").out())
        .isEqualTo(
            """
            name      okta:bob
            known by  token of okta

            you may do nothing here: the rights file does not name you
            """);
  }

  @Test
  void page_prints_a_link_that_hides_its_code_from_every_log() {
    server.answer("CreateSignInCode", CreateSignInCodeResp.newBuilder().setCode("c0de").build());

    var run = place.run("page");

    assertThat(run.out()).isEqualTo("http://%s/sign-in#c0de\n".formatted(server.address()));
    assertThat(run.status()).isZero();
  }

  @Test
  void a_command_says_who_calls_by_the_token_that_it_finds(@TempDir Path folder)
      throws IOException {
    server.answer("GetSelf", GetSelfResp.getDefaultInstance());
    var file = Files.writeString(folder.resolve("token"), "of-the-file\n");

    place.withEnv("INTERLOCK_TOKEN_FILE", file.toString()).run("whoami");
    place.withEnv("INTERLOCK_TOKEN", "of-the-text").run("whoami");

    assertThat(server.authorizations()).containsExactly("Bearer of-the-file", "Bearer of-the-text");
    var missing = place.withEnv("INTERLOCK_TOKEN_FILE", "/nowhere/token").run("whoami");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("the token file /nowhere/token cannot be read");
  }

  @Test
  void a_stranger_is_told_why_with_a_status_for_scripts() {
    server.refuse("List", Status.UNAUTHENTICATED.withDescription("the call says not who makes it"));

    var run = place.run("list");

    assertThat(run.status()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("interlock: the call says not who makes it\n");
  }
}
