package dev.interlock.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Target;
import dev.interlock.store.Writes;
import dev.interlock.store.sql.Refusals;
import dev.interlock.store.sql.Session;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Why a write was refused, asked when what refused it is over: on PostgreSQL others go on
/// meanwhile.
class RefusalsTest {
  private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");

  @TempDir Path folder;

  /// Takes a target that nobody has.
  private static Write.Append taking(Claim claim, long seq) {
    var plain = Writes.started(claim, seq, AT, 1, 0);
    var use = new TargetUse(new Target("machine", "aa00"), claim.id(), 0);
    return new Write.Append(
        claim,
        plain.entry(),
        plain.summary(),
        0,
        RequestKey.NONE,
        List.of(),
        new TargetChanges(List.of(), List.of(use)));
  }

  private WriteResult refusalOf(Write.Act write) throws Exception {
    var file = folder.resolve("work.db");
    try (var store = SqliteStore.open(file)) {
      var _ =
          store.commit(
              List.of(Writes.submit(1), Writes.submit(2), new Write.Take(Writes.id(2), 0)));
    }
    try (var session = new Session(DriverManager.getConnection("jdbc:sqlite:" + file))) {
      return new Refusals(session, Ids.DIALECT).of(write);
    }
  }

  @Test
  void who_is_hindered_by_nothing_any_more_looks_again() throws Exception {
    assertThat(refusalOf(taking(new Claim(Writes.id(2), 1), 2)))
        .isEqualTo(new WriteResult.StopChanged(0));
    assertThat(refusalOf(new Write.Begin(taking(new Claim(Writes.id(1), 1), 2), RequestKey.NONE)))
        .isEqualTo(new WriteResult.StopChanged(0));
  }

  @Test
  void who_can_never_begin_is_told_so() throws Exception {
    for (var begin :
        List.of(taking(new Claim(Writes.id(1), 1), 3), taking(new Claim(Writes.id(1), 2), 2))) {
      assertThat(refusalOf(new Write.Begin(begin, RequestKey.NONE)))
          .isEqualTo(new WriteResult.NotNow(WorkState.NOT_STARTED));
    }
  }
}
