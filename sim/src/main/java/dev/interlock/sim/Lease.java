package dev.interlock.sim;

import java.util.SplittableRandom;

/// How long others must believe that a replica runs what it has claimed: the part that the product
/// gets with its second database. Renewed every 2 s for 10 s; who could not for 6 s stops by
/// itself. Only a hint: the fence decides.
final class Lease {
  private static final long LEASE_MILLIS = 10_000;
  private static final long FENCES_ITSELF_MILLIS = 6_000;
  private static final long RENEWS_MILLIS = 2_000;
  private static final long NEVER = Long.MIN_VALUE;

  /// Where there is only one replica it needs none.
  private final boolean isAlone;

  private long diedAt = NEVER;

  /// When it was last renewed before it could not be any more; [#NEVER] while it can.
  private long lastRenewed = NEVER;

  Lease(boolean isAlone) {
    this.isAlone = isAlone;
  }

  void starts() {
    lastRenewed = NEVER;
  }

  void dies(long now) {
    diedAt = now;
  }

  /// It cannot be renewed from now on.
  ///
  /// @return when its replica must stop by itself
  long cannotBeRenewed(long now, SplittableRandom chance) {
    if (lastRenewed == NEVER) {
      lastRenewed = now - chance.nextLong(RENEWS_MILLIS);
    }
    return lastRenewed + FENCES_ITSELF_MILLIS;
  }

  void canBeRenewed() {
    lastRenewed = NEVER;
  }

  boolean mustStop(long now) {
    return !isAlone && lastRenewed != NEVER && now >= lastRenewed + FENCES_ITSELF_MILLIS;
  }

  boolean lasts(long now) {
    return lastRenewed == NEVER || now < lastRenewed + LEASE_MILLIS;
  }

  /// Whether that of a replica that has died lasts.
  boolean lastsAfterDeath(long now) {
    return !isAlone && diedAt != NEVER && now < diedAt + LEASE_MILLIS;
  }
}
