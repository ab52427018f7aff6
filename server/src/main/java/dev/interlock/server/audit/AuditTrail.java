package dev.interlock.server.audit;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.Decision;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.time.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has every decision recorded. What changes something is recorded where it is written; the rest
/// comes here: in the audit, or, while the database does not take it, in the spool, and from there
/// in the audit as soon as may be. Any thread.
public final class AuditTrail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Journal journal;
  private final AuditSpool spool;
  private final Clock clock;
  private final Supplier<String> ids;
  private final String server;
  private volatile @Nullable Thread drain;

  /// @param ids gives one that was never given before
  /// @param server which decides
  public AuditTrail(
      Journal journal, AuditSpool spool, Clock clock, Supplier<String> ids, String server) {
    this.journal = journal;
    this.spool = spool;
    this.clock = clock;
    this.ids = ids;
    this.server = server;
  }

  /// A call comes in.
  ///
  /// @param address from where; empty when it comes from this server
  /// @param action it, by its name in the API
  public Decision decision(Principal caller, String address, String action) {
    var who = new AuditEntry.Who(caller.name(), caller.authentication(), address);
    return new Decision(ids.get(), server, who, action);
  }

  public Instant now() {
    return clock.instant();
  }

  /// Keeps an entry.
  ///
  /// @return whether it is durable, in the audit or in the spool
  public boolean keep(AuditEntry entry) {
    try {
      journal.record(entry);
      return true;
    } catch (StoreUnavailable away) {
      log.atWarn().addKeyValue("entry", entry).log("the audit cannot be written now", away);
      return spool.add(entry);
    }
  }

  /// Keeps an entry without waiting for the database: it comes into the audit a moment later.
  ///
  /// @return whether it is durable
  public boolean keepAtOnce(AuditEntry entry) {
    return spool.add(entry);
  }

  /// Brings what is in the spool into the audit, from now on.
  public void start() {
    drain = Thread.ofVirtual().name("audit-spool").start(this::drainForEver);
  }

  private void drainForEver() {
    try {
      while (true) {
        try {
          drain();
        } catch (StoreUnavailable | UncheckedIOException e) {
          log.debug("the audit's spool stays as it is for now", e);
        } catch (RuntimeException | Error e) { // it must not end
          log.error("the audit's spool cannot be brought into the audit", e);
        }
        clock.sleep(PAUSE);
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void drain() {
    for (var entries = spool.take(); !entries.isEmpty(); entries = spool.take()) {
      entries.forEach(entry -> {
        journal.record(entry);
      });
      spool.settle();
      log.atInfo().addKeyValue("entries", entries.size()).log("the audit has what was spooled");
    }
    spool.settle();
  }

  @Override
  public void close() {
    var running = drain;
    if (running != null) {
      running.interrupt();
    }
  }
}
