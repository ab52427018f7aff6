package dev.interlock.server.audit;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.journal.AuditFilter;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs the end of the audit whenever it has moved: a minute after the last time, or once there
/// are a thousand entries more, and when the server ends. Each is an entry itself, and a line of
/// the log: who keeps the log elsewhere can tell later whether the end was cut off, or all of it
/// made anew. Any thread.
public final class SignedHeads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SignedHeads.class);

  /// What the entries are called.
  static final String ACTION = "SignHead";

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofMinutes(1);
  private static final long ENTRIES_MAX = 1_000;

  private final Journal journal;
  private final AuditTrail audit;
  private final AuditKey key;
  private final LastSigned last;
  private final Clock clock;
  private long signedNanos;
  private long signedRecords = -1; // what another process left
  private volatile @Nullable Thread signer;

  public SignedHeads(
      Journal journal, AuditTrail audit, AuditKey key, LastSigned last, Clock clock) {
    this.journal = journal;
    this.audit = audit;
    this.key = key;
    this.last = last;
    this.clock = clock;
  }

  /// Signs from now on, at once what another process left.
  public void start() {
    signer = Thread.ofVirtual().name("audit-signer").start(this::signForEver);
  }

  private void signForEver() {
    try {
      while (true) {
        if (isTime()) {
          sign();
        }
        clock.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private synchronized boolean isTime() {
    long since = journal.recorded() - signedRecords;
    boolean isLate = clock.nanos() - signedNanos >= LATEST.toNanos() || signedRecords < 0;
    return since >= ENTRIES_MAX || (since > 0 && isLate);
  }

  /// Signs, if this server has recorded anything since it last did.
  private synchronized void sign() {
    try {
      long recorded = journal.recorded();
      if (recorded == signedRecords) {
        return;
      }
      var head = journal.store().auditHead();
      if (head.seq() > 0 && isWhatWasSigned()) {
        sign(head);
        last.set(head);
        recorded++; // the entry that says so
      }
      signedRecords = recorded;
      signedNanos = clock.nanos();
    } catch (StoreUnavailable away) {
      log.debug("the end of the audit cannot be signed now", away);
    } catch (RuntimeException | Error e) { // it must not end
      log.error("the end of the audit cannot be signed", e);
    }
  }

  /// What was made anew behind this server's back must not get its signature.
  private boolean isWhatWasSigned() {
    var signed = last.head();
    var row = journal.store().audit(AuditFilter.ALL, signed.seq() - 1, 1);
    boolean isThere = signed.seq() == 0 || (!row.isEmpty() && row.getFirst().head().equals(signed));
    if (!isThere) {
      log.error(
          "the audit is not what this server signed: seq {} is another one, or gone. Nothing is signed any more; `interlock audit verify` says what was changed. If this is another database, delete {}",
          signed.seq(),
          last.file());
    }
    return isThere;
  }

  private void sign(AuditHead head) {
    var text = text(head, key);
    log.info("audit head {}", text);
    var decision = audit.decision(new Principal("server", "audit key", Set.of()), "", ACTION);
    decision.doing(text);
    journal.record(decision.allowed(clock.instant()));
  }

  /// An end with its signature: docs/audit.md.
  static String text(AuditHead head, AuditKey key) {
    var signature = key.sign("interlock audit head %d %s".formatted(head.seq(), head.hash()));
    return "seq=%d hash=%s key=%s signature=%s"
        .formatted(head.seq(), head.hash(), key.publicKey(), signature);
  }

  @Override
  public void close() {
    var running = signer;
    if (running != null) {
      running.interrupt();
      sign();
    }
  }
}
