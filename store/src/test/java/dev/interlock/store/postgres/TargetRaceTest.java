package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.TargetChanges;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.plugin.Target;
import dev.interlock.store.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers whose works want the same targets at the same moment.
class TargetRaceTest {
  private static final Instant AT = Instant.parse("2026-11-29T12:00:00Z");
  private static final int ROUNDS = 100;

  private final String database = TestPostgres.database();
  private final CyclicBarrier start = new CyclicBarrier(2);
  private Server here;
  private Server there;

  /// A store and the work that it runs.
  private record Server(PostgresStore store, Claim work) {
    static Server open(String database, int number) {
      var store = PostgresStore.open(database, "server:" + number);
      var results =
          store.commit(List.of(Writes.submit(number), new Write.Take(Writes.id(number), 0)));
      return new Server(store, ((WriteResult.Claimed) results.getLast()).claim());
    }

    WriteResult takes(long seq, List<Target> targets) {
      return changes(
          seq,
          new TargetChanges(
              List.of(),
              targets.stream().map(target -> new TargetUse(target, work.id(), 0)).toList()));
    }

    WriteResult changes(long seq, TargetChanges changes) {
      var plain = Writes.started(work, seq, AT, 1, 0);
      return store
          .commit(
              List.of(
                  new Write.Append(
                      work,
                      plain.entry(),
                      plain.summary(),
                      0,
                      RequestKey.NONE,
                      List.of(),
                      changes)))
          .getFirst();
    }
  }

  @BeforeEach
  void open() {
    here = Server.open(database, 1);
    there = Server.open(database, 2);
  }

  @AfterEach
  void close() {
    there.store().close();
    here.store().close();
  }

  /// What comes of it when both take targets at once.
  private List<WriteResult> race(long ofHere, long ofThere, List<Target> first, List<Target> second)
      throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      Callable<WriteResult> one =
          () -> {
            start.await();
            return here.takes(ofHere, first);
          };
      Callable<WriteResult> other =
          () -> {
            start.await();
            return there.takes(ofThere, second);
          };
      var results = new ArrayList<WriteResult>();
      for (Future<WriteResult> result : threads.invokeAll(List.of(one, other))) {
        results.add(result.get());
      }
      return results;
    }
  }

  @Test
  void of_two_who_take_the_same_at_once_one_gets_it_and_the_other_is_told_by_whom()
      throws Exception {
    long ofHere = 2;
    long ofThere = 2;
    for (int round = 0; round < ROUNDS; round++) {
      var targets = IntStream.range(0, 4).mapToObj(n -> new Target("machine", "m" + n)).toList();

      var results = race(ofHere, ofThere, targets, targets.reversed());

      boolean isHere = results.getFirst().equals(new WriteResult.Done());
      var winner = isHere ? here : there;
      assertThat(results.get(isHere ? 0 : 1)).isEqualTo(new WriteResult.Done());
      assertThat(results.get(isHere ? 1 : 0))
          .isInstanceOfSatisfying(
              WriteResult.TargetsInUse.class,
              inUse ->
                  assertThat(inUse.by())
                      .hasSize(4)
                      .allMatch(use -> use.work().equals(winner.work().id())));
      assertThat(here.store().usersOf(Set.copyOf(targets)))
          .hasSize(4)
          .allMatch(use -> use.work().equals(winner.work().id()));
      long seq = isHere ? ++ofHere : ++ofThere;
      assertThat(winner.changes(seq, new TargetChanges(List.of(0), List.of())))
          .isEqualTo(new WriteResult.Done());
      ofHere += isHere ? 1 : 0;
      ofThere += isHere ? 0 : 1;
    }
  }

  @Test
  void who_takes_other_targets_at_once_is_not_held_up() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      var first = List.of(new Target("machine", "h" + round), new Target("rack", "h" + round));
      var second = List.of(new Target("machine", "t" + round), new Target("rack", "t" + round));

      assertThat(race(2 + round, 2 + round, first, second)).containsOnly(new WriteResult.Done());
    }
    assertThat(here.store().usedBy(here.work().id())).hasSize(2 * ROUNDS);
  }
}
