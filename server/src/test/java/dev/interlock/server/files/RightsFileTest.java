package dev.interlock.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.access.Principal;
import dev.interlock.engine.access.Right;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Approval;
import dev.interlock.server.identity.Banned;
import dev.interlock.server.identity.RightsBroken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RightsFileTest {
  private static final Principal ANN = new Principal("okta:ann", "test", Set.of("okta:sre"));
  private static final Principal BOB = new Principal("okta:bob", "test", Set.of());

  @TempDir private Path folder;
  private Path path;
  @AutoClose private RightsFile file;

  @BeforeEach
  void place() {
    path = folder.resolve("rights.json");
    file = new RightsFile(path, new ManualClock(), Duration.ofSeconds(1));
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text);
    file.read();
  }

  private NameScope scope(Principal principal, Right right) {
    return file.of(principal).scope(right);
  }

  @Test
  void gives_by_name_and_by_group_for_works_of_some_names() throws IOException {
    write(
        """
        {"Roles": ["executor", "viewer"], "Works": ["Disk*", "Nap"], "Groups": ["okta:sre"]}
        {"Roles": ["submitter"], "Works": ["*"], "Principals": ["okta:bob", "okta:ann"]}
        """);

    assertThat(file.problem()).isEmpty();
    assertThat(scope(ANN, Right.EXECUTE)).isEqualTo(new NameScope(Set.of("Nap"), Set.of("Disk")));
    assertThat(scope(ANN, Right.VIEW).isAll()).isTrue();
    assertThat(scope(ANN, Right.OPERATE).isNone()).isTrue();
    assertThat(scope(BOB, Right.EXECUTE).isNone()).isTrue();
    assertThat(scope(BOB, Right.SUBMIT).isAll()).isTrue();
  }

  @Test
  void bans_whom_it_names_whatever_it_gives_them() throws IOException {
    var told = new ArrayList<Banned>();
    write("{\"Roles\": [\"approver\"], \"Works\": [\"*\"], \"Principals\": [\"okta:ann\"]}");
    var approval = new Approval("okta:ann", List.of(), "", ManualClock.NOON);
    assertThat(file.mayApprove(approval, "Nap")).isTrue();
    file.tellsWhomItBans(told::add);
    assertThat(told).containsExactly(Banned.NOBODY);

    var colons = "3F:" + "00:".repeat(30) + "FF";
    write(
        """
        {"Banned": ["okta:ann", "sha256:%s"]}
        {"Roles": ["approver"], "Works": ["*"], "Principals": ["okta:ann"]}
        {"Banned": ["sha256 Fingerprint=%s", "okta:Bob"]}
        """
            .formatted(colons, "ab".repeat(32)));

    assertThat(file.problem()).isEmpty();
    var expected =
        new Banned(
            Set.of("okta:ann", "okta:bob"), Set.of("3f" + "00".repeat(30) + "ff", "ab".repeat(32)));
    assertThat(file.banned()).isEqualTo(expected);
    assertThat(told).containsExactly(Banned.NOBODY, expected);
    assertThat(scope(ANN, Right.VIEW).isNone()).isTrue();
    assertThat(file.banned().has(BOB)).isTrue(); // in whichever letters
    assertThat(file.mayApprove(approval, "Nap")).isFalse();

    write("{\"Banned\": [");
    assertThat(file.problem()).isPresent();
    assertThat(file.banned()).isEqualTo(expected);
  }

  @Test
  void says_what_is_wrong_with_whom_it_bans() throws IOException {
    write(
        """
        {"Banned": ["sha256:12", "okta:ann", "okta:ann"], "Works": ["*"]}
        {"Banned": ["ann", "3F:A2", "SHA256:12"]}
        {"banned": ["okta:ann"]}
        {"Banned": []}
        {"Banned": "okta:ann"}
        """);

    assertThat(file.problem().orElseThrow())
        .contains(
            "entry 1: unknown field \"Works\"; there are Banned alone",
            "entry 1, Banned[0]: \"sha256:12\" must be a caller as `interlock whoami` names them",
            "entry 1, Banned[2]: \"okta:ann\" is there twice",
            "entry 2, Banned[0]: \"ann\" must be",
            "entry 2, Banned[1]: \"3F:A2\" must be",
            "entry 2, Banned[2]: \"SHA256:12\" must be",
            "entry 3: unknown field \"banned\"; there are Roles, Works, Principals, Groups, or Banned alone",
            "entry 4, Banned: must be an array",
            "entry 5, Banned: must be an array");
  }

  @Test
  void gives_nothing_to_whom_it_does_not_name() throws IOException {
    write("{\"Roles\": [\"admin\"], \"Works\": [\"*\"], \"Principals\": [\"okta:sre\"]}");

    for (var right : Right.values()) {
      assertThat(scope(ANN, right).isNone()).as(right.name()).isTrue();
    }
    write("");
    assertThat(file.problem()).isEmpty();
    assertThat(scope(BOB, Right.VIEW).isNone()).isTrue();
  }

  @Test
  void takes_away_at_once_what_it_no_longer_gives() throws IOException {
    write("{\"Roles\": [\"executor\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"]}");
    var rights = file.of(BOB);
    assertThat(rights.scope(Right.EXECUTE).isAll()).isTrue();

    write("{\"Roles\": [\"viewer\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"]}");

    assertThat(rights.scope(Right.EXECUTE).isNone()).isTrue();
    assertThat(rights.scope(Right.VIEW).isAll()).isTrue();
  }

  @Test
  void lets_works_be_seen_and_stopped_while_it_is_bad_and_nothing_else() throws IOException {
    write("{\"Roles\": [\"executor\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"]}");

    write("{\"Roles\": [\"executor\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"");

    assertThat(file.problem()).isPresent();
    assertThat(scope(BOB, Right.VIEW).isAll()).isTrue();
    assertThat(scope(BOB, Right.STOP).isAll()).isTrue();
    assertThatThrownBy(() -> scope(BOB, Right.EXECUTE)).isInstanceOf(RightsBroken.class);
    assertThatThrownBy(() -> scope(ANN, Right.RELEASE)).isInstanceOf(RightsBroken.class);
    Files.delete(path);
    file.read();
    assertThat(file.problem().orElseThrow()).contains("does not exist");
    assertThatThrownBy(() -> scope(BOB, Right.SUBMIT)).isInstanceOf(RightsBroken.class);
    write("{\"Roles\": [\"executor\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"]}");
    assertThat(scope(BOB, Right.EXECUTE).isAll()).isTrue();
  }

  @Test
  void is_bad_when_anybody_may_write_it() throws IOException {
    write("{\"Roles\": [\"viewer\"], \"Works\": [\"*\"], \"Principals\": [\"okta:bob\"]}");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    file.read();

    assertThat(file.problem().orElseThrow()).contains("may be written by anybody");
  }

  @Test
  void has_at_most_five_thousand_names() throws IOException {
    var names =
        IntStream.range(0, 5_001)
            .mapToObj("\"Work%d\""::formatted)
            .collect(Collectors.joining(","));
    write("{\"Roles\": [\"viewer\"], \"Works\": [%s], \"Principals\": [\"x\"]}".formatted(names));
    assertThat(file.problem().orElseThrow()).contains("have 5001 Works together; at most 5000");

    write(
        "{\"Roles\": [\"viewer\"], \"Works\": [%s], \"Principals\": [\"x\"]}"
            .formatted(names.substring(names.indexOf(',') + 1)));
    assertThat(file.problem()).isEmpty();
  }

  @Test
  void survives_any_bytes_and_gives_nobody_more_by_a_part_of_itself() {
    var good =
        """
        [{"Roles": ["executor"], "Works": ["Disk*", "Nap"], "Principals": ["okta:ann"]},
         {"Roles": ["viewer", "release"], "Works": ["*"], "Groups": ["okta:sre"]}]
        """
            .getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < good.length - 2; length++) {
      var read = RightsEntries.read(ByteBuffer.wrap(good, 0, length));
      if (read instanceof RightsEntries.Read.Good(var book)) {
        assertThat(book.grants()).as("of %d bytes", length).isEmpty();
      }
    }
    var random = new SplittableRandom(1);
    for (int i = 0; i < 50_000; i++) {
      var bytes = good.clone();
      for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(RightsEntries.read(ByteBuffer.wrap(bytes))).isNotNull();
    }
  }

  @Test
  void tells_every_problem_with_its_place() throws IOException {
    write(
        """
        {"Roles": ["viwer", "admin", "admin"], "Works": ["Disk *", "*Disk"], "Principals": []}
        {"Roles": [], "Works": "*"}
        {"Rolls": ["viewer"], "Works": ["*"], "Groups": ["", 7]}
        7
        """);

    assertThat(file.problem().orElseThrow())
        .startsWith(path + ": ")
        .contains(
            "entry 1, Roles[0]: there is no role \"viwer\"; did you mean \"viewer\"?",
            "there are viewer, submitter, executor, approver, operator, stop, release, admin",
            "entry 1, Roles[2]: \"admin\" is there twice",
            "entry 1, Works[0]: \"Disk *\" must be a work's name",
            "entry 1, Works[1]: \"*Disk\" must be",
            "entry 1, Principals: must be an array of at least one text; nothing means nothing",
            "entry 2: says nobody; it needs Principals, Groups or both",
            "entry 2, Roles: must be an array",
            "entry 2, Works: must be an array",
            "entry 3: unknown field \"Rolls\"; there are Roles, Works, Principals, Groups",
            "entry 3, Roles: is missing",
            "entry 3, Groups[0]: must be a text that says something",
            "entry 3, Groups[1]: must be a text that says something",
            "entry 4 is a number; it must be an object");
  }
}
