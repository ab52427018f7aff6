package dev.interlock.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.journal.AuditEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSpoolTest {
  private static final AuditEntry ODD =
      AuditEntries.of(
          2, "naïve\n火 \uD83D\uDE80", "line\nbreak", AuditEntry.Verdict.refused("NO", "\"\\\t"));

  @TempDir private Path folder;
  private Path file;
  private AuditSpool spool;

  @BeforeEach
  void open() {
    file = folder.resolve("new").resolve("spool");
    spool = new AuditSpool(file, 100_000);
  }

  @Test
  void what_is_put_in_comes_out_in_order_until_it_is_settled() {
    assertThat(spool.take()).isEmpty();
    assertThat(spool.add(AuditEntries.of(1))).isTrue();
    assertThat(spool.add(ODD)).isTrue();

    assertThat(spool.take()).containsExactly(AuditEntries.of(1), ODD);
    assertThat(spool.add(AuditEntries.of(3))).isTrue();
    assertThat(spool.take()).as("not settled").containsExactly(AuditEntries.of(1), ODD);
    spool.settle();
    assertThat(spool.take()).containsExactly(AuditEntries.of(3));
    spool.settle();
    assertThat(spool.take()).isEmpty();
  }

  @Test
  void nothing_is_lost_when_the_process_dies() {
    assertThat(spool.add(ODD)).isTrue();
    assertThat(spool.take()).hasSize(1);

    assertThat(new AuditSpool(file, 100_000).take()).containsExactly(ODD);
  }

  @Test
  void a_line_that_a_crash_has_torn_costs_nothing_else() throws IOException {
    spool.add(AuditEntries.of(1));
    Files.write(file, new byte[] {'{', '"', (byte) 0xC3}, StandardOpenOption.APPEND);

    assertThat(spool.take()).containsExactly(AuditEntries.of(1));
  }

  @Test
  void an_entry_after_a_torn_line_is_kept() throws IOException {
    spool.add(AuditEntries.of(1));
    Files.write(file, new byte[] {'{', '"', 'i'}, StandardOpenOption.APPEND);
    assertThat(spool.add(AuditEntries.of(2))).isTrue();

    assertThat(spool.take()).containsExactly(AuditEntries.of(1), AuditEntries.of(2));
  }

  @Test
  void an_entry_is_kept_by_a_thread_that_was_interrupted() {
    Thread.currentThread().interrupt();

    assertThat(spool.add(AuditEntries.of(1))).isTrue();

    assertThat(Thread.interrupted()).as("it is told on").isTrue();
    assertThat(spool.take()).containsExactly(AuditEntries.of(1));
  }

  @Test
  void a_spool_that_is_full_or_has_no_place_says_so() throws IOException {
    var small = new AuditSpool(file, 10);
    assertThat(small.add(ODD)).isFalse();
    var nowhere = Files.writeString(folder.resolve("file"), "").resolve("spool");
    assertThat(new AuditSpool(nowhere, 100_000).add(ODD)).isFalse();
  }

  @Test
  void only_its_owner_may_read_it() throws IOException {
    spool.add(ODD);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).endsWith("}\n");
  }

  @Test
  void an_entry_goes_over_the_wire_as_it_is() {
    var row = AuditHead.EMPTY.append(ODD);

    assertThat(AuditMessage.entry(AuditMessage.of(row))).isEqualTo(ODD);
    assertThat(List.of(AuditMessage.of(row).getSeq(), AuditMessage.of(row).getHash()))
        .isEqualTo(List.of(1L, row.hash()));
  }
}
