package dev.interlock.server.audit;

import com.google.protobuf.util.Timestamps;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditRow;
import java.time.Instant;

/// Entries of the audit as they go over the wire and into the spool.
public final class AuditMessage {
  /// What a timestamp can be.
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private AuditMessage() {}

  /// A row, as it is kept.
  public static AuditRecord of(AuditRow row) {
    return message(row.entry()).setSeq(row.seq()).setHash(row.hash()).build();
  }

  /// An entry that has no place yet.
  static AuditRecord of(AuditEntry entry) {
    return message(entry).build();
  }

  private static AuditRecord.Builder message(AuditEntry entry) {
    var who = entry.who();
    var what = entry.what();
    var verdict = entry.verdict();
    var message = AuditRecord.newBuilder();
    var at = entry.at();
    if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) { // else somebody has changed it
      message.setAt(Timestamps.fromMillis(at.toEpochMilli()));
    }
    return message
        .setId(entry.id())
        .setServer(entry.server())
        .setActor(who.actor())
        .setAuthentication(who.authentication())
        .setAddress(who.address())
        .setAction(what.action())
        .setName(what.name())
        .setWorkId(what.work())
        .setPlanHash(what.planHash())
        .setPolicies(what.policies())
        .setReason(what.reason())
        .setDecision(verdict.decision())
        .setCode(verdict.code())
        .setDetail(verdict.detail());
  }

  /// The entry of a message.
  static AuditEntry entry(AuditRecord message) {
    return new AuditEntry(
        message.getId(),
        Instant.ofEpochMilli(Timestamps.toMillis(message.getAt())),
        message.getServer(),
        new AuditEntry.Who(message.getActor(), message.getAuthentication(), message.getAddress()),
        new AuditEntry.What(
            message.getAction(),
            message.getName(),
            message.getWorkId(),
            message.getPlanHash(),
            message.getPolicies(),
            message.getReason()),
        new AuditEntry.Verdict(message.getDecision(), message.getCode(), message.getDetail()));
  }
}
