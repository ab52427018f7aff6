package dev.interlock.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.client.SignedHead;
import dev.interlock.engine.audit.AuditHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditKeyTest {
  @TempDir private Path folder;

  private AuditKey.Opened open() {
    return AuditKey.open(folder.resolve("audit-key"), new SecureRandom());
  }

  private AuditKey good() {
    return ((AuditKey.Opened.Good) open()).key();
  }

  private String problem() {
    return ((AuditKey.Opened.Bad) open()).problem();
  }

  @Test
  void it_is_made_once_and_only_its_owner_may_read_it() throws IOException {
    var first = good();

    assertThat(good().publicKey()).isEqualTo(first.publicKey());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("audit-key"))))
        .isEqualTo("rw-------");
    assertThat(SignedHead.find(SignedHeads.text(AuditHead.EMPTY, first)))
        .hasValueSatisfying(head -> assertThat(head.isSigned()).isTrue());
  }

  @Test
  void a_file_that_others_may_read_is_refused() throws IOException {
    good();
    Files.setPosixFilePermissions(
        folder.resolve("audit-key"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(problem()).startsWith("the audit key " + folder).contains("is open to others");
  }

  @Test
  void what_is_no_key_or_two_halves_of_different_keys_is_refused() throws IOException {
    var file = folder.resolve("audit-key");
    good();
    var mine = Files.readString(file).strip().split(" ", 2);
    Files.delete(file);
    good();
    var others = Files.readString(file).strip().split(" ", 2);

    Files.writeString(file, mine[0] + " " + others[1] + "\n");
    assertThat(problem()).contains("holds no key of ours; delete it");
    Files.writeString(file, "AAAA BBBB\n");
    assertThat(problem()).contains("holds no key of ours");
    Files.writeString(file, "");
    assertThat(problem()).contains("holds no key of ours");
  }
}
