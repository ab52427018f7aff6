package dev.interlock.server.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.secrets.EnvSecrets;
import dev.interlock.server.secrets.FileSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretProvidersTest {
  @TempDir private Path folder;
  private FileSecrets files;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("secrets/DiskErase/db"));
    Files.createDirectories(folder.resolve("secrets/Nap"));
    Files.writeString(folder.resolve("secrets/DiskErase/token"), "one two three\n");
    Files.writeString(folder.resolve("secrets/DiskErase/db/password"), "line 1\nline 2\n\n");
    Files.writeString(folder.resolve("secrets/loose"), "of nobody");
    Files.writeString(folder.resolve("outside"), "not a secret of anybody");
    files = new FileSecrets(Optional.of(folder.resolve("secrets")));
  }

  private static void assertNone(FileSecrets files, String path, String workName) {
    assertThatThrownBy(() -> files.resolve(path, workName))
        .as("%s for %s", path, workName)
        .isInstanceOf(IOException.class)
        .hasMessage("works named \"%s\" have no such secret", workName);
  }

  @Test
  void a_secret_is_the_content_of_a_file_without_the_last_line_break() throws IOException {
    assertThat(files.resolve("token", "DiskErase")).isEqualTo("one two three");
    assertThat(files.resolve("db/password", "DiskErase")).isEqualTo("line 1\nline 2\n");
  }

  @Test
  void works_of_another_name_have_none_of_it() {
    assertNone(files, "token", "Nap");
    assertNone(files, "token", "Gone");
  }

  @Test
  void nothing_outside_is_read_whatever_path_or_name_says_or_a_link() throws IOException {
    for (var path : List.of("../loose", "../../outside", "db", "", ".", "../DiskErase/token")) {
      assertNone(files, path, "Nap");
    }
    for (var name : List.of(".", "..", "", "DiskErase/db", "../outside")) {
      assertNone(files, "loose", name);
      assertNone(files, "secrets/loose", name);
    }
    Files.createSymbolicLink(folder.resolve("secrets/Nap/out"), folder.resolve("outside"));
    Files.createSymbolicLink(folder.resolve("secrets/Away"), folder);
    assertNone(files, "out", "Nap");
    assertNone(files, "outside", "Away");
  }

  @Test
  void a_link_within_the_folder_is_followed() throws IOException {
    Files.createDirectory(folder.resolve("secrets/Nap/..data"));
    Files.writeString(folder.resolve("secrets/Nap/..data/key"), "by a link");
    Files.createSymbolicLink(folder.resolve("secrets/Nap/key"), Path.of("..data", "key"));

    assertThat(files.resolve("key", "Nap")).isEqualTo("by a link");
  }

  @Test
  void what_is_too_large_or_no_text_is_refused() throws IOException {
    Files.write(folder.resolve("secrets/Nap/large"), new byte[65_537]);
    Files.write(folder.resolve("secrets/Nap/binary"), new byte[] {'a', (byte) 0xFF});

    assertThatThrownBy(() -> files.resolve("large", "Nap")).hasMessageContaining("65536 bytes");
    assertThatThrownBy(() -> files.resolve("binary", "Nap")).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> new FileSecrets(Optional.empty()).resolve("token", "Nap"))
        .hasMessageContaining("no folder of secrets");
  }

  @Test
  void a_variable_of_the_environment_is_one_only_with_its_prefix() throws IOException {
    var env = new EnvSecrets(Map.of("INTERLOCK_SECRET_DB", "swordfish", "HOME", "/root"));

    assertThat(env.resolve("DB", "Nap")).isEqualTo("swordfish");
    assertThatThrownBy(() -> env.resolve("HOME", "Nap"))
        .hasMessage("the server's environment has no variable INTERLOCK_SECRET_HOME");
  }

  @Test
  void two_of_one_name_keep_a_server_from_starting() {
    try (var found = PluginFolder.open(folder.resolve("none"))) {
      found.add(new EnvSecrets(Map.of()));
      found.add(new EnvSecrets(Map.of()));
      assertThatThrownBy(() -> found.register(Map.of(), Set.of()))
          .isInstanceOf(BadPlugin.class)
          .hasMessageContaining("secret provider \"env\" is registered twice");
    }
  }
}
