package dev.interlock.store.postgres;

import static dev.interlock.engine.work.Plans.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.admit.ExecAnswer;
import dev.interlock.engine.execute.EngineUnderTest;
import dev.interlock.engine.execute.ScriptedJob;
import dev.interlock.engine.replica.Lease;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.WorkState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Two servers on one database, of which one cannot read a work.
class PutAsideTest {
  private static final Replica HERE = new Replica("here:1", "1", "", ManualClock.NOON);
  private static final Replica THERE = new Replica("there:2", "1", "", ManualClock.NOON);
  private static final Duration LATER = Duration.ofMinutes(1);

  private final String database = TestPostgres.database();

  private static EngineUnderTest server(PostgresStore store, Replica self) {
    var lease = new Lease(store.replicas(), self, new ManualClock(store.replicas().now()));
    return EngineUnderTest.on(store, ScriptedJob.quick("quick"))
        .replica(self.name())
        .tenure(lease)
        .start();
  }

  @Test
  void a_work_that_one_cannot_read_is_run_by_the_other_though_the_first_is_alive()
      throws Exception {
    try (var storeHere = PostgresStore.open(database, HERE.name());
        var storeThere = PostgresStore.open(database, THERE.name());
        var here = server(storeHere, HERE)) {
      storeHere.replicas().renew(HERE, Duration.ofHours(1)); // its own clock stands still
      here.store.beforeJournal(_ -> {
        throw new IllegalStateException("as the test wants it");
      });
      var id = here.submit(block("quick"));
      var at = here.clock.instant().plus(LATER);
      assertThat(here.engine.exec(id, at, new Caller("ann", "")))
          .isEqualTo(new ExecAnswer.Accepted());
      here.clock.advance(LATER);
      here.awaitUntil(() -> here.stored(id).fence() == 1);

      try (var there = server(storeThere, THERE)) {
        there.clock.advance(LATER);
        there.claims.wake();

        there.awaitEnd(id, WorkState.COMPLETED);
      }
    }
  }
}
