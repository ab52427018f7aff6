package dev.interlock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.v1.GetSelfResp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
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

    assertThat(AccessToken.find(Map.of(), home)).contains("of-the-home");
    assertThat(AccessToken.find(env, home)).contains("of-the-named-file");
    assertThat(AccessToken.find(both, home)).contains("of-the-text");
  }

  @Test
  void is_none_where_there_is_none_and_a_problem_where_a_named_file_is_missing() {
    assertThat(AccessToken.find(Map.of(), home)).isEmpty();
    assertThat(AccessToken.find(Map.of("INTERLOCK_TOKEN", " "), home)).isEmpty();
    var env = Map.of("INTERLOCK_TOKEN_FILE", home.resolve("missing").toString());
    assertThatThrownBy(() -> AccessToken.find(env, home))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("missing cannot be read");
  }

  @Test
  void is_sent_to_this_machine_with_every_call_and_to_no_other() {
    try (var server = ScriptedServer.start()) {
      server.answer("GetSelf", GetSelfResp.newBuilder().setName("local").build());
      var settings = ClientSettings.of(server.address());

      try (var client = InterlockClient.of(settings.withToken(Optional.of("secret")))) {
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
