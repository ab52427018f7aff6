package dev.interlock.engine.execute;

import dev.interlock.engine.journal.BucketLevel;
import dev.interlock.engine.journal.BucketNow;
import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.StoreUnavailable;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.secret.Secrets;
import dev.interlock.engine.time.Clock;
import dev.interlock.plugin.Grant;
import dev.interlock.plugin.Retries;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// What the engine does for a running job. Any thread.
public final class JobServices {
  private static final Duration STORE_RETRY = Duration.ofMillis(500);

  private final Map<String, BucketSettings> buckets;
  private final WorkStore store;
  private final Journal journal;
  private final Clock clock;
  private final DoubleSupplier random;
  private final Secrets secrets;
  private final AttemptCounts counts = new AttemptCounts();

  /// Serves jobs of any type.
  ///
  /// @param buckets by their names
  /// @param random gives numbers from 0 to 1, for pauses that differ
  public JobServices(
      Map<String, BucketSettings> buckets,
      WorkStore store,
      Journal journal,
      Clock clock,
      DoubleSupplier random,
      Secrets secrets) {
    this.buckets = Map.copyOf(buckets);
    this.store = store;
    this.journal = journal;
    this.clock = clock;
    this.random = random;
    this.secrets = secrets;
  }

  /// What arguments refer to.
  Secrets secrets() {
    return secrets;
  }

  /// How long to wait before a job is tried again.
  ///
  /// @param failedAttempts how many have failed, at least 1
  Duration pause(Retries retries, int failedAttempts) {
    return retries.pause(failedAttempts, random.getAsDouble());
  }

  /// What runs here, and how what ran has ended.
  public AttemptCounts counts() {
    return counts;
  }

  /// Every bucket as it is now, by name; takes nothing and writes nothing.
  ///
  /// @throws StoreUnavailable when the store does not answer
  public List<BucketNow> buckets() {
    var stored = store.buckets();
    var now = clock.instant();
    return buckets.values().stream()
        .sorted(Comparator.comparing(BucketSettings::name))
        .map(bucket -> {
          var level = Optional.ofNullable(stored.get(bucket.name()));
          return new BucketNow(bucket, BucketLevel.at(now, bucket, level));
        })
        .toList();
  }

  void sleep(Duration pause) throws InterruptedException {
    clock.sleep(pause);
  }

  /// Waits for the store if need be: a token that nobody knows of must not be believed lost, and
  /// asking again with the same key takes nothing twice.
  Grant takeToken(String bucket, String grantKey) throws InterruptedException {
    var settings = buckets.get(bucket);
    if (settings == null) {
      throw new IllegalArgumentException(
          "there is no token bucket \"%s\"; configured are %s".formatted(bucket, buckets.keySet()));
    }
    while (true) {
      try {
        return switch (journal.write(new Write.TakeToken(settings, grantKey, clock.instant()))) {
          case WriteResult.Granted() -> new Grant.Granted();
          case WriteResult.Empty(var nextIn) -> new Grant.Empty(nextIn);
          case WriteResult other ->
              throw new IllegalStateException(
                  "bug: the store answered %s to TakeToken".formatted(other));
        };
      } catch (StoreUnavailable _) {
        clock.sleep(STORE_RETRY);
      }
    }
  }
}
