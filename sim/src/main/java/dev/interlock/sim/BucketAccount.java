package dev.interlock.sim;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// I17: the tokens that a bucket has granted, counted apart from the store. Time is that of the
/// furthest clock by which anybody has asked for another one.
final class BucketAccount {
  private final World world;
  private final Set<String> granted = new HashSet<>();

  /// When each new token was granted.
  private final List<Long> grants = new ArrayList<>();

  private long first = Long.MIN_VALUE;
  private long furthest = Long.MIN_VALUE;

  BucketAccount(World world) {
    this.world = world;
  }

  void asked(Write.TakeToken take, WriteResult result) {
    boolean isGranted = result instanceof WriteResult.Granted;
    if (granted.contains(take.grantKey())) {
      require(isGranted, "I17", take.grantKey() + " has a token and is refused");
      world.happened(Happening.TOKEN_ASKED_AGAIN, 1);
      return;
    }
    long at = take.at().toEpochMilli();
    first = first == Long.MIN_VALUE ? at : first;
    furthest = Math.max(furthest, at);
    if (isGranted) {
      granted.add(take.grantKey());
      grants.add(furthest);
      world.happened(Happening.TOKEN_GRANTED, 1);
      isWithin(take.bucket());
    } else {
      require(
          grants.size() >= take.bucket().capacity(), "I17", "refused before the bucket was empty");
      world.happened(Happening.BUCKET_EMPTY, 1);
    }
  }

  /// No more since any grant than it holds and gains in the time since, nor since the beginning.
  private void isWithin(BucketSettings bucket) {
    long interval = bucket.interval().toMillis();
    long gained = (furthest - first) / interval * bucket.refill();
    require(grants.size() <= bucket.capacity() + gained, "I17", grants.size() + " tokens in all");
    for (int from = 0; from < grants.size(); from++) {
      long most =
          bucket.capacity() + Math.ceilDiv(furthest - grants.get(from), interval) * bucket.refill();
      require(grants.size() - from <= most, "I17", "more than %d tokens in a time".formatted(most));
    }
  }
}
