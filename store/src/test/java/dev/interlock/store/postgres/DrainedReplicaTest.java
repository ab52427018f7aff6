package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.Drain;
import dev.interlock.engine.replica.DrainAnswer;
import dev.interlock.engine.replica.DrainOrder;
import dev.interlock.engine.replica.DrainOrder.What;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.replica.ReplicaRow;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.store.Writes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that is being taken out, and another on the same database.
class DrainedReplicaTest {
  private static final Replica HERE = replica("here:1");
  private static final Replica THERE = replica("there:2");
  private static final Duration LEASE = Duration.ofHours(1);

  private final String database = TestPostgres.database();
  private PostgresStore store;
  private PostgresStore other;

  private static Replica replica(String name) {
    return new Replica(name, "1", "127.0.0.1:1", Instant.parse("2026-11-24T12:00:00Z"));
  }

  @BeforeEach
  void open() {
    store = PostgresStore.open(database, HERE.name());
    other = PostgresStore.open(database, THERE.name());
    var _ = store.replicas().renew(HERE, LEASE);
    var _ = other.replicas().renew(THERE, LEASE);
    var _ = store.commit(List.of(Writes.submit(1), Writes.submit(2)));
  }

  @AfterEach
  void close() {
    other.close();
    store.close();
  }

  private static DrainOrder order(What what, Replica replica, String requestId) {
    return new DrainOrder(replica.name(), what, "new disks", new Caller("ann", requestId));
  }

  private DrainAnswer drain(Replica replica) {
    return other.replicas().drain(order(What.DRAIN, replica, ""), ManualClock.NOON);
  }

  private Drain stateOf(Replica replica) {
    return other.replicas().all().stream()
        .filter(row -> row.replica().equals(replica))
        .map(ReplicaRow::drain)
        .findFirst()
        .orElseThrow();
  }

  private Claim taken(PostgresStore by, int work, long expectedFence) {
    var result = by.commit(List.of(new Write.Take(Writes.id(work), expectedFence))).getFirst();
    assertThat(result).isInstanceOf(WriteResult.Claimed.class);
    return ((WriteResult.Claimed) result).claim();
  }

  private List<WorkRecord> due(PostgresStore by) {
    return by.due(WorkMachine.AT_REST, Optional.empty(), 10);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = Connector.to(database).connect();
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  @Test
  void it_learns_of_it_with_its_renewal_and_everybody_sees_who_wants_it_and_why() {
    assertThat(store.replicas().renew(HERE, LEASE).draining()).isEmpty();

    assertThat(drain(HERE)).isEqualTo(new DrainAnswer.Done());

    assertThat(store.replicas().renew(HERE, LEASE).draining()).containsExactly("here:1");
    assertThat(other.replicas().renew(THERE, LEASE).draining()).containsExactly("here:1");
    assertThat(stateOf(HERE)).isEqualTo(new Drain(Drain.State.DRAINING, "new disks", "ann"));
    assertThat(stateOf(THERE)).isEqualTo(Drain.NONE);
  }

  @Test
  void it_is_taken_back_and_nothing_is_left_of_it() {
    drain(HERE);

    assertThat(other.replicas().drain(order(What.UNDO, HERE, ""), ManualClock.NOON))
        .isEqualTo(new DrainAnswer.Done());

    assertThat(store.replicas().renew(HERE, LEASE).draining()).isEmpty();
    assertThat(stateOf(HERE)).isEqualTo(Drain.NONE);
  }

  @Test
  void of_two_that_are_drained_at_the_same_time_one_is_refused() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var here =
            threads.submit(
                () -> store.replicas().drain(order(What.DRAIN, THERE, ""), ManualClock.NOON));
        var there =
            threads.submit(
                () -> other.replicas().drain(order(What.DRAIN, HERE, ""), ManualClock.NOON));

        assertThat(List.of(here.get(), there.get()))
            .containsExactlyInAnyOrder(new DrainAnswer.Done(), new DrainAnswer.LastOne());
      }
      other.replicas().drain(order(What.UNDO, HERE, ""), ManualClock.NOON);
      other.replicas().drain(order(What.UNDO, THERE, ""), ManualClock.NOON);
    }
  }

  @Test
  void one_whose_lease_is_over_neither_counts_nor_can_be_drained() {
    other.replicas().renew(THERE, Duration.ofSeconds(-1));

    assertThat(drain(HERE)).isEqualTo(new DrainAnswer.LastOne());
    assertThat(drain(THERE)).isEqualTo(new DrainAnswer.NoSuchReplica(List.of("here:1")));
  }

  @Test
  void one_of_a_version_that_does_not_know_of_it_is_not_drained() throws Exception {
    execute(
        """
        insert into replica (name, version, address, started, lease_ends)
        select 'older:3', '0', '', 0, lease_ends from replica limit 1
        """);

    assertThat(drain(replica("older:3"))).isEqualTo(new DrainAnswer.NotKnown());
    assertThat(drain(HERE)).isEqualTo(new DrainAnswer.Done());
    assertThat(drain(THERE)).as("the older one takes works").isEqualTo(new DrainAnswer.Done());
  }

  @Test
  void a_call_that_is_repeated_does_nothing_twice_and_its_id_is_for_no_other() {
    assertThat(other.replicas().drain(order(What.DRAIN, HERE, "r1"), ManualClock.NOON))
        .isEqualTo(new DrainAnswer.Done());
    assertThat(other.replicas().drain(order(What.UNDO, HERE, "r2"), ManualClock.NOON))
        .isEqualTo(new DrainAnswer.Done());

    assertThat(store.replicas().drain(order(What.DRAIN, HERE, "r1"), ManualClock.NOON))
        .isEqualTo(new DrainAnswer.Done());
    assertThat(stateOf(HERE)).as("that was before it was taken back").isEqualTo(Drain.NONE);
    assertThat(store.replicas().drain(order(What.DRAIN, THERE, "r1"), ManualClock.NOON))
        .isEqualTo(new DrainAnswer.RequestIdReused());
  }

  @Test
  void a_work_that_is_let_go_of_is_anybodys_at_once_though_its_owner_lives() throws Exception {
    var claim = taken(store, 1, 0);
    assertThat(store.replicas().owned("here:1", 10)).containsExactly(claim);
    assertThat(due(other)).hasSize(1);
    other.orders().awaitWord(Duration.ofMillis(1)); // it listens from now on

    store.replicas().letGo("here:1", List.of(claim));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var word =
          threads.submit(() -> {
            other.orders().awaitWord(Duration.ofSeconds(20));
            return "it was woken";
          });
      assertThat(word).succeedsWithin(Duration.ofSeconds(10));
    }
    assertThat(due(other)).hasSize(2);
    assertThat(store.replicas().owned("here:1", 10)).isEmpty();
    assertThat(taken(other, 1, 1)).isEqualTo(new Claim(Writes.id(1), 2));
  }

  @Test
  void a_claim_that_is_not_the_last_one_lets_go_of_nothing() {
    var first = taken(store, 1, 0);
    var second = taken(store, 1, 1);

    store.replicas().letGo("here:1", List.of(first));

    assertThat(store.replicas().owned("here:1", 10)).containsExactly(second);
    assertThat(due(other)).hasSize(1);
  }

  @Test
  void nobody_lets_go_of_anothers_works() {
    var claim = taken(other, 1, 0);

    store.replicas().letGo("here:1", List.of(claim));

    assertThat(other.replicas().owned("there:2", 10)).containsExactly(claim);
  }

  @Test
  void that_nothing_runs_is_said_only_while_it_drains_and_anew_each_time() {
    store.replicas().drained("here:1");
    assertThat(stateOf(HERE)).isEqualTo(Drain.NONE);

    drain(HERE);
    store.replicas().drained("here:1");
    assertThat(stateOf(HERE).state()).isEqualTo(Drain.State.DRAINED);

    other.replicas().drain(order(What.UNDO, HERE, ""), ManualClock.NOON);
    drain(HERE);
    assertThat(stateOf(HERE).state()).isEqualTo(Drain.State.DRAINING);
  }
}
