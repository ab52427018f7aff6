package dev.interlock.plugin;

/// How fast a block goes.
///
/// @param limit how many sequences may run at once, 1 to 1000
public record Pace(int limit, Rate rate, Ramp ramp) {
  public Pace {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is %d; it must be at least 1".formatted(limit));
    }
  }

  /// So many at once, and nothing else.
  public static Pace of(int limit) {
    return new Pace(limit, Rate.UNLIMITED, Ramp.NONE);
  }
}
