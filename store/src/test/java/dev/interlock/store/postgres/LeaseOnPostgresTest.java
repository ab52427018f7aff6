package dev.interlock.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.replica.Lease;
import dev.interlock.engine.replica.Replica;
import dev.interlock.engine.time.ManualClock;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lease as the database keeps it.
class LeaseOnPostgresTest {
  private final String database = TestPostgres.database();
  private final PostgresStore store = PostgresStore.open(database, "here:1");
  private final ManualClock clock = new ManualClock(store.replicas().now());
  private final Lease lease =
      new Lease(
          store.replicas(), new Replica("here:1", "1", "127.0.0.1:1", ManualClock.NOON), clock);
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger free = new AtomicInteger();

  @BeforeEach
  void start() {
    lease.start(lost::incrementAndGet, free::incrementAndGet, () -> {});
    clock.awaitSleepers(1);
  }

  @AfterEach
  void close() {
    lease.close();
    store.close();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = Connector.to(database).connect();
        var statement = connection.createStatement()) {
      var _ = statement.execute(sql);
    }
  }

  /// Lets it be renewed. Twice at most: the database's clock does not come along.
  private void renew() {
    clock.advance(Lease.RENEWAL);
    clock.awaitSleepers(1);
  }

  private void isLetGoOfAndHeldAgain() {
    renew();
    await().until(() -> free.get() == 2);
    assertThat(lost).hasValue(1);
    assertThat(lease.isHeld()).isTrue();

    renew();
    assertThat(lost).as("once").hasValue(1);
    assertThat(free).hasValue(2);
  }

  @Test
  void one_that_goes_on_is_not_let_go_of() {
    renew();
    renew();

    assertThat(lost).hasValue(0);
    assertThat(free).hasValue(1);
  }

  @Test
  void one_whose_server_is_in_another_time_is_not_held_and_says_why() {
    try (var adrift =
        new Lease(
            store.replicas(),
            new Replica("adrift:2", "1", "", ManualClock.NOON),
            new ManualClock())) {
      adrift.start(lost::incrementAndGet, free::incrementAndGet, () -> {});

      assertThat(adrift.isHeld()).isFalse();
      assertThat(adrift.problem().orElseThrow()).contains("clock", "set it right");
      assertThat(store.replicas().all()).hasSize(1);
    }
  }

  @Test
  void one_that_was_over_by_the_databases_clock_is_let_go_of_before_it_is_held_again()
      throws Exception {
    execute("update replica set lease_ends = 0");

    isLetGoOfAndHeldAgain();
  }

  @Test
  void one_that_is_no_longer_known_is_let_go_of_too() throws Exception {
    execute("delete from replica");

    isLetGoOfAndHeldAgain();
  }

  @Test
  void one_that_ends_later_than_it_can_is_over_since_the_databases_clock_was_set_back()
      throws Exception {
    execute("update replica set lease_ends = lease_ends + 60000");

    isLetGoOfAndHeldAgain();
  }
}
