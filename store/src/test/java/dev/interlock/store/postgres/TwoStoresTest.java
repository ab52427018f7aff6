package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.replica.AskedOrder;
import dev.interlock.engine.replica.Neighbours;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.store.Writes;
import dev.interlock.store.sql.StoreNotOpened;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers on one database.
class TwoStoresTest {
  private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

  private final String database = TestPostgres.database();
  private PostgresStore store;
  private PostgresStore other;

  @BeforeEach
  void open() {
    store = PostgresStore.open(database, "here:1");
    other = PostgresStore.open(database, "there:2");
    var _ = store.commit(List.of(Writes.submit(1)));
  }

  @AfterEach
  void close() {
    other.close();
    store.close();
  }

  /// Makes a replica alive.
  private void hasLease(String name, Duration lease) {
    var _ = other.replicas().renew(new Replica(name, "1", "127.0.0.1:1", AT), lease);
  }

  private WriteResult taken(WorkStore by, int work, long expectedFence) {
    return by.commit(List.of(new Write.Take(Writes.id(work), expectedFence))).getFirst();
  }

  private List<WorkRecord> due(WorkStore by) {
    return by.due(WorkMachine.AT_REST, Optional.empty(), 10);
  }

  @Test
  void a_work_of_a_replica_that_is_alive_is_nobody_elses_and_then_anybodys() {
    hasLease("here:1", Duration.ofHours(1));
    assertThat(taken(store, 1, 0)).isInstanceOf(WriteResult.Claimed.class);

    assertThat(due(other)).isEmpty();
    assertThat(due(store)).hasSize(1);
    assertThat(taken(other, 1, 1)).isEqualTo(new WriteResult.NotNow(WorkState.NOT_STARTED));
    assertThat(other.orders().ownerOf(Writes.id(1))).contains("here:1");

    hasLease("here:1", Duration.ofSeconds(-1)); // it is over

    assertThat(due(other)).hasSize(1);
    assertThat(other.orders().ownerOf(Writes.id(1))).isEmpty();
    assertThat(taken(other, 1, 1))
        .isEqualTo(new WriteResult.Claimed(new Claim(Writes.id(1), 2), 1));
  }

  @Test
  void a_work_of_a_replica_that_is_alive_can_be_taken_by_who_says_so_and_is_fenced_then() {
    hasLease("here:1", Duration.ofHours(1));
    taken(store, 1, 0);

    var byForce = new Write.Take(Writes.id(1), 1, Write.Take.Owner.ANY);

    assertThat(other.commit(List.of(byForce)))
        .containsExactly(new WriteResult.Claimed(new Claim(Writes.id(1), 2), 1));
    assertThat(taken(store, 1, 1)).isEqualTo(new WriteResult.NotNow(WorkState.NOT_STARTED));
  }

  @Test
  void a_work_that_its_replica_lets_go_of_is_anybodys_unless_it_was_claimed_since() {
    hasLease("here:1", Duration.ofHours(1));
    taken(store, 1, 0);
    taken(store, 1, 1);
    store.replicas().letGo("here:1", List.of(new Claim(Writes.id(1), 1)));
    assertThat(due(other)).isEmpty();

    store.replicas().letGo("here:1", List.of(new Claim(Writes.id(1), 2)));

    assertThat(due(other)).hasSize(1);
    assertThat(taken(other, 1, 2)).isInstanceOf(WriteResult.Claimed.class);
  }

  @Test
  void a_replica_that_leaves_gives_its_works_up() {
    hasLease("here:1", Duration.ofHours(1));
    taken(store, 1, 0);

    other.replicas().leave("here:1");

    assertThat(due(other)).hasSize(1);
    assertThat(other.replicas().all()).isEmpty();
  }

  @Test
  void a_work_that_another_is_just_claiming_is_passed_over() throws Exception {
    try (var connection = Connector.to(database).connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      var _ = statement.execute("select 1 from work for no key update");

      assertThat(taken(store, 1, 0)).isEqualTo(new WriteResult.NotNow(WorkState.NOT_STARTED));
    }
  }

  @Test
  void another_replica_sees_counts_that_are_a_second_old_at_most() {
    taken(store, 1, 0);
    append(2, AT, 1);
    append(3, AT.plusMillis(999), 2);
    assertThat(running()).isEqualTo(1);

    append(4, AT.plusMillis(1_000), 3);

    assertThat(running()).isEqualTo(3);
  }

  @Test
  void an_older_server_goes_on_while_a_newer_one_supports_it() throws Exception {
    execute(Writes.NEWER_SCHEMA);

    try (var older = PostgresStore.open(database, "older:3")) {
      assertThat(older.find(Writes.id(1))).isPresent();
    }
    execute("update schema_support set oldest = 99");

    assertThatThrownBy(() -> PostgresStore.open(database, "older:3"))
        .isInstanceOf(StoreNotOpened.class)
        .hasMessageContaining("schema 0099 (future), which is newer");
  }

  @Test
  void servers_that_start_together_on_an_empty_database_all_find_its_schema() throws Exception {
    var empty = TestPostgres.database();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var opened = new ArrayList<Future<PostgresStore>>();
      for (int i = 0; i < 4; i++) {
        var name = "server:" + i;
        opened.add(threads.submit(() -> PostgresStore.open(empty, name)));
      }
      for (var one : opened) {
        try (var it = one.get()) {
          assertThat(it.find(Writes.id(1))).isEmpty();
        }
      }
    }
  }

  @Test
  void an_order_whose_asker_has_given_up_is_not_taken() throws Exception {
    var late = order(1);
    var inTime = order(2);
    store.orders().leave("there:2", late);
    execute("update asked_order set at = at - " + Neighbours.PATIENCE.toMillis());
    store.orders().leave("there:2", inTime);

    assertThat(other.orders().take("there:2", 10))
        .extracting(AskedOrder::id)
        .containsExactly(inTime.id());
    assertThat(other.orders().take("there:2", 10)).isEmpty();
    assertThat(store.orders().withdraw(late.id())).as("nothing came of it").isTrue();
  }

  private static AskedOrder order(int number) {
    return new AskedOrder(
        new UUID(0, number), Writes.id(1), new Verb.Kill(), "now", new Caller("ann", ""));
  }

  @Test
  void a_bucket_gives_no_token_twice_whoever_takes() throws Exception {
    var bucket = new BucketSettings("disks", 10, 1, Duration.ofDays(365));
    var mine = new ArrayList<String>();
    var theirs = new ArrayList<String>();
    for (int key = 0; key < 30; key++) {
      mine.add("mine" + key);
      theirs.add("theirs" + key);
    }
    var granted = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var here = threads.submit(() -> granted(store, bucket, mine));
      var there = threads.submit(() -> granted(other, bucket, theirs));
      granted.addAll(here.get());
      granted.addAll(there.get());
    }

    assertThat(granted).hasSize(10);
    assertThat(granted(store, bucket, granted)).as("the same again, to either").isEqualTo(granted);
    assertThat(granted(other, bucket, granted)).isEqualTo(granted);
    assertThat(other.buckets())
        .extractingByKey("disks")
        .extracting(BucketLevel::tokens)
        .isEqualTo(0L);
  }

  /// Asks for a token under each key, and gives back those that got one.
  private static Set<String> granted(WorkStore by, BucketSettings bucket, Collection<String> keys) {
    var granted = new HashSet<String>();
    for (var key : keys) {
      var take = new Write.TakeToken(bucket, key, AT);
      if (by.commit(List.of(take)).getFirst() instanceof WriteResult.Granted) {
        granted.add(key);
      }
    }
    return granted;
  }

  private void execute(String sql) throws SQLException {
    try (var connection = Connector.to(database).connect();
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  private void append(long seq, Instant at, int running) {
    var append = Writes.started(new Claim(Writes.id(1), 1), seq, at, running, Write.ANY_EPOCH);
    assertThat(store.commit(List.of(append))).containsExactly(new WriteResult.Done());
  }

  private int running() {
    return other.find(Writes.id(1)).orElseThrow().summary().counts().running();
  }
}
