package dev.interlock.server;

import dev.interlock.engine.journal.Journal;
import dev.interlock.server.audit.AuditKey;
import dev.interlock.server.audit.AuditSpool;
import dev.interlock.server.audit.AuditTrail;
import dev.interlock.server.audit.LastSigned;
import dev.interlock.server.audit.SignedHeads;
import dev.interlock.server.settings.Settings;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/// The part of [Wiring] that makes what records decisions.
///
/// @param parts where what is to be closed is put
record AuditWiring(
    Settings settings, SystemClock clock, SecureRandom random, Deque<AutoCloseable> parts) {
  private static final long SPOOL_BYTES_MAX = 16 << 20;

  /// All of it, not started yet.
  record Made(AuditTrail trail, SignedHeads heads) {
    void start() {
      trail.start();
      heads.start();
    }
  }

  /// Makes it.
  ///
  /// @param server what journals call this process
  /// @throws StartRefused when the key cannot be used
  Made make(Journal journal, String server) {
    var files = settings.files().access().audit();
    // two servers of one folder have two ports
    int port = settings.listening().address().getPort();
    var spool = new AuditSpool(files.spools().resolve("audit-spool-" + port), SPOOL_BYTES_MAX);
    var trail = new AuditTrail(journal, spool, clock, () -> UUID.randomUUID().toString(), server);
    parts.push(trail);
    var heads =
        switch (AuditKey.open(files.key(), random)) {
          case AuditKey.Opened.Good(var key) ->
              new SignedHeads(
                  journal,
                  trail,
                  key,
                  new LastSigned(files.spools().resolve("audit-signed-" + port)),
                  clock);
          case AuditKey.Opened.Bad(var problem) ->
              throw new StartRefused(Main.BAD_SETTINGS, List.of(problem));
        };
    parts.push(heads);
    return new Made(trail, heads);
  }
}
