package dev.interlock.server.audit;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.audit.AuditHead;
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
  private final Clock clock;
  private long signedNanos;
  private long signedRecords = -1; // what another process left
  private volatile @Nullable Thread signer;

  public SignedHeads(Journal journal, AuditTrail audit, AuditKey key, Clock clock) {
    this.journal = journal;
    this.audit = audit;
    this.key = key;
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
      if (journal.recorded() == signedRecords) {
        return;
      }
      var head = journal.store().auditHead();
      if (head.seq() > 0) {
        sign(head);
      }
      signedRecords = journal.recorded();
      signedNanos = clock.nanos();
    } catch (StoreUnavailable away) {
      log.debug("the end of the audit cannot be signed now", away);
    } catch (RuntimeException | Error e) { // it must not end
      log.error("the end of the audit cannot be signed", e);
    }
  }

  private void sign(AuditHead head) {
    var signed = text(head, key);
    log.info("audit head {}", signed);
    var decision = audit.decision(new Principal("server", "audit key", Set.of()), "", ACTION);
    decision.doing(signed);
    var _ = audit.keep(decision.allowed(clock.instant()));
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
