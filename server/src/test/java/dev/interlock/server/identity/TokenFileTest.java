package dev.interlock.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.identity.TokenFile.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;

  private static TokenFile good(Path path) {
    var opened = TokenFile.open(path, RANDOM);
    assertThat(opened).isInstanceOf(Opened.Good.class);
    return ((Opened.Good) opened).file();
  }

  private static String problem(Path path) {
    var opened = TokenFile.open(path, RANDOM);
    assertThat(opened).isInstanceOf(Opened.Bad.class);
    return ((Opened.Bad) opened).problem();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void is_made_for_its_owner_only_and_holds_one_line() throws IOException {
    var own = folder.resolve("home/.interlock");
    var path = own.resolve("token");

    var file = good(path);

    assertThat(permissions(path)).isEqualTo("rw-------");
    assertThat(permissions(own)).isEqualTo("rwx------");
    assertThat(path).content().matches("interlock_[A-Za-z0-9_-]{43}\n");
    assertThat(file.isToken(Files.readString(path).strip())).isTrue();
    try (var files = Files.list(own)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void is_kept_as_it_is_by_the_next_start() throws IOException {
    var path = folder.resolve("token");
    var first = good(path);
    var token = Files.readString(path).strip();

    assertThat(good(path).isToken(token)).isTrue();
    assertThat(first.isToken(token)).isTrue();
    assertThat(first.isToken(token.substring(1))).isFalse();
    assertThat(first.isToken("")).isFalse();
    assertThat(good(folder.resolve("other")).isToken(token)).isFalse();
  }

  @Test
  void servers_that_start_at_once_agree_on_one_token() throws Exception {
    var path = folder.resolve("token");
    var starts = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 50; i++) {
      starts.add(() -> good(path).isToken(Files.readString(path).strip()));
    }

    var agree = new HashSet<Boolean>();
    try (var servers = Executors.newFixedThreadPool(8)) {
      for (var start : servers.invokeAll(starts)) {
        agree.add(start.get());
      }
    }

    assertThat(agree).containsExactly(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void is_refused_when_others_may_open_it(String permissions) throws IOException {
    var path = folder.resolve("token");
    good(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));

    assertThat(problem(path))
        .startsWith("the token file " + path)
        .contains("is open to others (" + permissions + ")", "delete it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\n", "interlock_short", "interlock_ \0"})
  void is_refused_when_it_holds_something_else(String content) throws IOException {
    var path = folder.resolve("token");
    good(path);
    Files.writeString(path, content);

    assertThat(problem(path)).contains("holds no token of ours");
    assertThat(path).hasContent(content);
  }

  @Test
  void is_refused_when_it_is_large_a_link_or_a_folder() throws IOException {
    var large = folder.resolve("large");
    good(large);
    Files.writeString(large, "x".repeat(2_000));
    var link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    var under = Files.createDirectory(folder.resolve("folder"));

    assertThat(problem(large)).contains("holds no token of ours");
    assertThat(problem(link)).contains("is no regular file");
    assertThat(problem(under)).contains("is no regular file");
  }

  @Test
  void says_why_it_cannot_be_made() throws IOException {
    Files.writeString(folder.resolve("file"), "");

    assertThat(problem(folder.resolve("file/token"))).contains("cannot be made or read");
  }
}
