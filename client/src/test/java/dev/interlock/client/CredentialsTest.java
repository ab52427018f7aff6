package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.v1.GetSelfResp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir private Path home;

  private Path write(String file, String token) throws IOException {
    var path = home.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    return Files.writeString(path, token);
  }

  @Test
  void is_what_the_nearest_place_says() throws IOException {
    var named = write("named", "of-the-named-file\n");
    write(".interlock/token", " of-the-home \n");
    var env = Map.of("INTERLOCK_TOKEN_FILE", named.toString());
    var both = Map.of("INTERLOCK_TOKEN_FILE", named.toString(), "INTERLOCK_TOKEN", "of-the-text");

    assertThat(Credentials.find(Map.of(), home).token()).contains("of-the-home");
    assertThat(Credentials.find(env, home).token()).contains("of-the-named-file");
    assertThat(Credentials.find(both, home).token()).contains("of-the-text");
  }

  @Test
  void is_none_where_there_is_none_and_a_problem_where_a_named_file_is_missing() {
    assertThat(Credentials.find(Map.of(), home)).isEqualTo(Credentials.NONE);
    assertThat(Credentials.find(Map.of("INTERLOCK_TOKEN", " "), home).token()).isEmpty();
    var env = Map.of("INTERLOCK_TOKEN_FILE", home.resolve("missing").toString());
    assertThatThrownBy(() -> Credentials.find(env, home))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing cannot be read");
  }

  @Test
  void a_certificate_of_ones_own_makes_the_homes_token_needless() throws IOException {
    write(".interlock/token", "of-the-home");
    var env =
        Map.of(
            "INTERLOCK_CERTIFICATE", "a.pem", "INTERLOCK_KEY", "a.key", "INTERLOCK_CA", "ca.pem");

    var found = Credentials.find(env, home);

    assertThat(found.token()).isEmpty();
    assertThat(found.certificate())
        .contains(new Credentials.OwnCertificate(Path.of("a.pem"), Path.of("a.key")));
    assertThat(found.authority()).contains(Path.of("ca.pem"));
  }

  @Test
  void is_sent_to_this_machine_with_every_call_and_to_no_other() {
    try (var server = ScriptedServer.start()) {
      server.answer("GetSelf", GetSelfResp.newBuilder().setName("local").build());
      var settings = ClientSettings.of(server.address());

      try (var client = InterlockClient.of(settings.withCredentials(Credentials.of("secret")))) {
        assertThat(client.self().getName()).isEqualTo("local");
        client.self();
      }
      try (var client = InterlockClient.of(settings)) {
        client.self();
      }

      assertThat(server.authorizations()).containsExactly("Bearer secret", "Bearer secret", "");
    }
    assertThat(new ServerAddress("127.4.5.6", 1).isThisMachine()).isTrue();
    assertThat(new ServerAddress("::1", 1).isThisMachine()).isTrue();
    assertThat(new ServerAddress("localhost", 1).isThisMachine()).isTrue();
    assertThat(new ServerAddress("localhost.evil.example", 1).isThisMachine()).isFalse();
    assertThat(new ServerAddress("127.0.0.1.evil.example", 1).isThisMachine()).isFalse();
    assertThat(new ServerAddress("10.0.0.1", 1).isThisMachine()).isFalse();
  }
}
