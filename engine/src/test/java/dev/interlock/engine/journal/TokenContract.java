package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WriteResult.Empty;
import dev.interlock.engine.journal.WriteResult.Granted;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The part of [WorkStoreContract] about [Write.TakeToken].
interface TokenContract extends StoreUnderTest {
  BucketSettings HOURLY = new BucketSettings("hourly", 1, 1, Duration.ofHours(1));
  BucketSettings BURSTS = new BucketSettings("bursts", 5, 2, Duration.ofSeconds(10));

  @Test
  default void a_bucket_starts_full_and_gives_no_more_than_it_holds() {
    for (int i = 0; i < 5; i++) {
      assertThat(take(BURSTS, "job-" + i, 0)).isEqualTo(new Granted());
    }

    assertThat(take(BURSTS, "job-5", 0)).isEqualTo(emptyFor(10));
  }

  @Test
  default void the_same_key_takes_one_token_for_ever() {
    take(HOURLY, "job-1", 0);

    assertThat(take(HOURLY, "job-1", 1)).isEqualTo(new Granted());
    assertThat(take(HOURLY, "job-2", 3600)).isEqualTo(new Granted());
    assertThat(take(HOURLY, "job-1", 3601)).isEqualTo(new Granted());
    reopened();
    assertThat(take(HOURLY, "job-1", 3602)).isEqualTo(new Granted());
    assertThat(take(HOURLY, "job-3", 3600 + 3599)).isEqualTo(emptyFor(1));
  }

  @Test
  default void a_key_that_got_nothing_may_ask_again() {
    take(HOURLY, "job-1", 0);

    assertThat(take(HOURLY, "job-2", 10)).isEqualTo(emptyFor(3590));
    assertThat(take(HOURLY, "job-2", 3599)).isEqualTo(emptyFor(1));
    assertThat(take(HOURLY, "job-2", 3600)).isEqualTo(new Granted());
    assertThat(take(HOURLY, "job-3", 3600)).isEqualTo(emptyFor(3600));
  }

  @Test
  default void a_bucket_gains_its_refill_at_the_end_of_each_interval() {
    drain(BURSTS, 0);

    assertThat(take(BURSTS, "a", 9)).isEqualTo(emptyFor(1));
    assertThat(take(BURSTS, "b", 15)).isEqualTo(new Granted());
    assertThat(take(BURSTS, "c", 15)).isEqualTo(new Granted());
    assertThat(take(BURSTS, "d", 15)).isEqualTo(emptyFor(5));
    assertThat(take(BURSTS, "e", 20)).isEqualTo(new Granted());
  }

  @Test
  default void a_bucket_never_holds_more_than_its_capacity() {
    drain(BURSTS, 0);

    int granted = 0;
    for (int i = 0; i < 20; i++) {
      granted += take(BURSTS, "late-" + i, 1_000_000) instanceof Granted ? 1 : 0;
    }

    assertThat(granted).isEqualTo(5);
  }

  @Test
  default void a_full_bucket_begins_its_interval_when_a_token_is_taken() {
    take(HOURLY, "job-1", 0);
    take(HOURLY, "job-2", 2 * 3600 - 60);

    assertThat(take(HOURLY, "job-3", 2 * 3600)).isEqualTo(emptyFor(3600 - 60));
  }

  @Test
  default void a_clock_that_goes_back_adds_no_token_and_neither_does_its_way_forward() {
    take(HOURLY, "job-1", 10_000);

    assertThat(take(HOURLY, "job-2", 1_000)).isEqualTo(emptyFor(9_000 + 3_600));
    assertThat(take(HOURLY, "job-2", 10_000)).isEqualTo(emptyFor(3_600));
    assertThat(take(HOURLY, "job-2", 1_000)).isEqualTo(emptyFor(9_000 + 3_600));
    assertThat(take(HOURLY, "job-2", 13_599)).isEqualTo(emptyFor(1));
    assertThat(take(HOURLY, "job-2", 13_600)).isEqualTo(new Granted());
  }

  @Test
  default void opening_again_refills_nothing() {
    drain(BURSTS, 0);
    take(BURSTS, "a", 10);

    reopened();

    assertThat(take(BURSTS, "b", 10)).isEqualTo(new Granted());
    assertThat(take(BURSTS, "c", 11)).isEqualTo(emptyFor(9));
  }

  @Test
  default void a_smaller_capacity_holds_at_once() {
    take(BURSTS, "a", 0);
    var smaller = new BucketSettings(BURSTS.name(), 1, 1, Duration.ofSeconds(60));

    assertThat(take(smaller, "b", 1)).isEqualTo(new Granted());
    assertThat(take(smaller, "c", 1)).isEqualTo(emptyFor(60));
  }

  @Test
  default void a_larger_capacity_is_filled_by_and_by() {
    drain(BURSTS, 0);
    var larger = new BucketSettings(BURSTS.name(), 1_000, 1, Duration.ofSeconds(10));

    assertThat(take(larger, "a", 1)).isEqualTo(emptyFor(9));
    assertThat(take(larger, "b", 10)).isEqualTo(new Granted());
    assertThat(take(larger, "c", 10)).isEqualTo(emptyFor(10));
  }

  @Test
  default void the_largest_bucket_counts_without_overflow() {
    var largest =
        new BucketSettings("largest", Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofMillis(1));
    take(largest, "a", 0);

    assertThat(take(largest, "b", 4_000_000_000_000L)).isEqualTo(new Granted());
  }

  @Test
  default void buckets_know_nothing_of_each_other() {
    drain(BURSTS, 0);

    assertThat(take(HOURLY, "drain-1", 0)).isEqualTo(new Granted());
    assertThat(take(HOURLY, "drain-2", 0)).isEqualTo(emptyFor(3600));
  }

  @Test
  default void tokens_taken_in_one_commit_count_together() {
    var first = new Write.TakeToken(HOURLY, "job-1", Sample.NOON);
    var second = new Write.TakeToken(HOURLY, "job-2", Sample.NOON);

    assertThat(commitTogether(first, second, first))
        .containsExactly(new Granted(), emptyFor(3600), new Granted());
  }

  @Test
  default void shows_what_the_last_token_left_and_takes_nothing() {
    take(BURSTS, "a", 0);
    take(BURSTS, "b", 25);
    reopened();

    assertThat(store().buckets())
        .isEqualTo(Map.of(BURSTS.name(), level(BURSTS.capacity() - 1, 25)))
        .isEqualTo(store().buckets());
    drain(HOURLY, 30);
    assertThat(store().buckets())
        .containsOnlyKeys(BURSTS.name(), HOURLY.name())
        .containsEntry(HOURLY.name(), level(0, 30));
  }

  @Test
  default void a_refused_token_leaves_what_is_shown_as_it_was() {
    drain(HOURLY, 0);

    take(HOURLY, "late", 3_599);

    assertThat(store().buckets()).isEqualTo(Map.of(HOURLY.name(), level(0, 0)));
  }

  @Test
  default void shows_nothing_of_a_bucket_of_which_no_token_was_ever_taken() {
    assertThat(store().buckets()).isEmpty();
  }

  private static BucketLevel level(long tokens, long atSecond) {
    return new BucketLevel(tokens, Sample.NOON.plusSeconds(atSecond).toEpochMilli());
  }

  private WriteResult take(BucketSettings bucket, String key, long atSecond) {
    return commit(new Write.TakeToken(bucket, key, Sample.NOON.plusSeconds(atSecond)));
  }

  private void drain(BucketSettings bucket, long atSecond) {
    for (int i = 0; i < bucket.capacity(); i++) {
      take(bucket, "drain-" + i, atSecond);
    }
  }

  private static WriteResult emptyFor(long seconds) {
    return new Empty(Duration.ofSeconds(seconds));
  }
}
