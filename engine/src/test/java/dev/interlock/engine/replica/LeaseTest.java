package dev.interlock.engine.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.engine.admit.Caller;
import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.replica.Replicas.Before;
import dev.interlock.engine.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Replica HERE = new Replica("here:1", "1", "127.0.0.1:8080", Instant.EPOCH);

  private final ManualClock clock = new ManualClock();
  private final Scripted replicas = new Scripted();
  private final Lease lease = new Lease(replicas, HERE, clock);
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Runnable whenLost = () -> {};
  private final AtomicInteger free = new AtomicInteger();
  private final AtomicInteger changed = new AtomicInteger();

  /// A store that answers what a test says.
  private final class Scripted implements Replicas {
    volatile Set<String> alive = Set.of("here:1");
    volatile Before before = Before.OVER;
    volatile Set<String> draining = Set.of();
    volatile boolean isAway;
    volatile boolean isBroken;
    volatile Duration ahead = Duration.ZERO;
    final AtomicInteger asked = new AtomicInteger();
    volatile String left = "";

    @Override
    public Instant now() {
      return clock.instant().plus(ahead);
    }

    @Override
    public Renewal renew(Replica replica, Duration length) {
      asked.incrementAndGet();
      if (isAway) {
        throw new StoreUnavailable("away", null);
      }
      if (isBroken) {
        throw new NoClassDefFoundError("as the test wants it");
      }
      var found = before;
      before = Before.HELD;
      return new Renewal(alive, draining, found);
    }

    @Override
    public List<ReplicaRow> all() {
      return List.of();
    }

    @Override
    public DrainAnswer drain(DrainOrder order, Instant at) {
      draining = order.what() == DrainOrder.What.DRAIN ? Set.of(order.replica()) : Set.of();
      return new DrainAnswer.Done();
    }

    @Override
    public List<Claim> owned(String name, int max) {
      return List.of();
    }

    @Override
    public void letGo(String name, List<Claim> works) {}

    @Override
    public void drained(String name) {}

    @Override
    public void leave(String name) {
      left = name;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() {
    assertThat(lease.isHeld()).as("before it is started").isFalse();
    lease.start(
        () -> {
          lost.incrementAndGet();
          whenLost.run();
        },
        free::incrementAndGet,
        changed::incrementAndGet);
    clock.awaitSleepers(1);
  }

  @AfterEach
  void close() {
    lease.close();
  }

  /// Lets time pass and the lease's thread do what it does then.
  private void pass(Duration time) {
    int before = replicas.asked.get();
    clock.advance(time);
    await().until(() -> replicas.asked.get() > before);
    clock.awaitSleepers(1);
  }

  @Test
  void is_held_from_its_start_and_says_that_works_may_be_free() {
    assertThat(lease.isHeld()).isTrue();
    assertThat(free).hasValue(1);
    assertThat(lost).hasValue(0);
  }

  @Test
  void is_held_for_as_long_as_it_is_renewed() {
    for (int i = 0; i < 20; i++) {
      pass(Lease.RENEWAL);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(lost).hasValue(0);
    assertThat(free).as("nobody has left").hasValue(1);
  }

  @Test
  void is_lost_six_seconds_after_the_last_renewal_and_long_before_others_may_take_the_works() {
    replicas.isAway = true;
    pass(Lease.RENEWAL);
    pass(Duration.ofMillis(3_999));
    assertThat(lease.isHeld()).isTrue();
    assertThat(lost).hasValue(0);

    clock.advance(Duration.ofMillis(1));

    assertThat(lease.isHeld()).isFalse();
    assertThat(lost).hasValue(1);
    assertThat(Lease.HELD_MAX).isLessThan(Lease.LENGTH.minusSeconds(3));
  }

  @Test
  void is_held_again_when_the_store_is_back_and_says_that_works_may_be_free() {
    replicas.isAway = true;
    pass(Lease.RENEWAL);
    pass(Duration.ofSeconds(30));
    assertThat(lease.isHeld()).isFalse();
    assertThat(lost).hasValue(1);

    replicas.isAway = false;
    pass(Duration.ofMillis(250));

    assertThat(lease.isHeld()).isTrue();
    assertThat(free).hasValue(2);
  }

  @Test
  void says_that_works_may_be_free_when_another_has_gone_and_not_when_one_comes() {
    replicas.alive = Set.of("here:1", "there:2");
    pass(Lease.RENEWAL);
    assertThat(free).hasValue(1);
    assertThat(lease.sharers()).isEqualTo(2);

    replicas.alive = Set.of("here:1");
    pass(Lease.RENEWAL);

    assertThat(free).hasValue(2);
    assertThat(lease.sharers()).isEqualTo(1);
  }

  private static DrainOrder order(DrainOrder.What what) {
    return new DrainOrder("here:1", what, "a drill", new Caller("ann", ""));
  }

  @Test
  void learns_with_its_renewal_that_this_server_drains_and_that_it_does_not_any_more() {
    replicas.alive = Set.of("here:1", "there:2");
    replicas.draining = Set.of("here:1");
    pass(Lease.RENEWAL);
    assertThat(lease.isDraining()).isTrue();
    assertThat(lease.isHeld()).as("it goes on with what runs").isTrue();
    pass(Lease.RENEWAL);
    assertThat(changed).as("told once").hasValue(1);

    replicas.draining = Set.of();
    pass(Lease.RENEWAL);

    assertThat(lease.isDraining()).isFalse();
    assertThat(changed).hasValue(2);
  }

  @Test
  void works_are_shared_by_those_only_that_do_not_drain() {
    replicas.alive = Set.of("here:1", "there:2", "yonder:3");
    replicas.draining = Set.of("there:2");

    pass(Lease.RENEWAL);

    assertThat(lease.sharers()).isEqualTo(2);
    assertThat(lease.alive()).isEqualTo(3);
    assertThat(lease.isDraining()).isFalse();
  }

  @Test
  void works_of_one_that_drains_may_be_free_when_it_has_gone() {
    replicas.alive = Set.of("here:1", "there:2");
    replicas.draining = Set.of("there:2");
    pass(Lease.RENEWAL);

    replicas.alive = Set.of("here:1");
    replicas.draining = Set.of();
    pass(Lease.RENEWAL);

    assertThat(free).hasValue(2);
  }

  @Test
  void who_is_asked_to_drain_itself_does_so_at_once() {
    assertThat(lease.drain(order(DrainOrder.What.DRAIN))).isEqualTo(new DrainAnswer.Done());
    assertThat(lease.isDraining()).isTrue();

    assertThat(lease.drain(order(DrainOrder.What.UNDO))).isEqualTo(new DrainAnswer.Done());
    assertThat(lease.isDraining()).isFalse();
  }

  @Test
  void
      everything_is_let_go_of_before_a_lease_is_held_again_that_was_over_and_nobody_here_noticed() {
    var heldWhenLost = new AtomicBoolean(true);
    whenLost = () -> heldWhenLost.set(lease.isHeld());
    replicas.before = Before.OVER;

    pass(Lease.RENEWAL);

    assertThat(lost).hasValue(1);
    assertThat(heldWhenLost).isFalse();
    assertThat(lease.isHeld()).isTrue();
    assertThat(free).as("they may be claimed again").hasValue(2);
  }

  /// Lets time pass in which it is not renewed.
  private void passUnrenewed(Duration time) {
    clock.advance(time);
    clock.awaitSleepers(1);
  }

  @Test
  void is_not_held_while_this_servers_clock_is_off_the_stores_by_more_than_it_may() {
    for (var off : List.of(Lease.SKEW_MAX.plusMillis(1), Duration.ofHours(-1))) {
      int losses = lost.get();
      replicas.ahead = off;
      passUnrenewed(Lease.RENEWAL);
      assertThat(lease.isHeld()).isFalse();
      assertThat(lost).as("everything is let go of").hasValue(losses + 1);
      assertThat(lease.problem().orElseThrow()).contains("clock", "set it right");
      passUnrenewed(Lease.RENEWAL);
      assertThat(lost).as("once").hasValue(losses + 1);

      replicas.ahead = Lease.SKEW_MAX.negated();
      pass(Lease.RENEWAL);
      assertThat(lease.isHeld()).isTrue();
      assertThat(lease.problem()).isEmpty();
    }
  }

  @Test
  void says_why_it_is_not_held() {
    replicas.isAway = true;
    pass(Lease.RENEWAL);
    pass(Lease.HELD_MAX);

    assertThat(lease.problem().orElseThrow()).contains("does not answer");
  }

  @Test
  void a_fault_of_the_machine_does_not_end_the_renewals() {
    replicas.isBroken = true;
    pass(Lease.RENEWAL);
    replicas.isBroken = false;

    pass(Duration.ofMillis(250));
    pass(Lease.RENEWAL);

    assertThat(lease.age()).isLessThan(Lease.RENEWAL);
  }

  @Test
  void is_given_up_at_the_end() {
    lease.close();

    assertThat(replicas.left).isEqualTo("here:1");
    assertThat(lease.isHeld()).isFalse();
  }
}
