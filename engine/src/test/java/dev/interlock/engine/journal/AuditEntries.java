package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import java.time.Instant;
import java.util.List;

/// Entries of the audit for tests.
public final class AuditEntries {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00.123Z");

  private AuditEntries() {}

  /// One of its own for each number.
  public static AuditEntry of(int number) {
    return of(number, "Drill", "ann", AuditEntry.Verdict.allowed(""));
  }

  public static AuditEntry of(int number, String name, String actor, AuditEntry.Verdict verdict) {
    return new AuditEntry(
        "call-" + number,
        NOON.plusMillis(number),
        "here:1",
        new AuditEntry.Who(actor, "token file", "127.0.0.1"),
        new AuditEntry.What("Submit", name, "work-" + number % 3, "f00d", "v1", "because"),
        verdict);
  }

  /// Each row is made of the one before, and the head is the last.
  public static void assertThatItIsOneChain(List<AuditRow> rows, AuditHead head) {
    var last = AuditHead.EMPTY;
    for (var row : rows) {
      assertThat(row).isEqualTo(last.append(row.entry()));
      last = row.head();
    }
    assertThat(head).isEqualTo(last);
  }
}
