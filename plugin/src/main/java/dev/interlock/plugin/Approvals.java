package dev.interlock.plugin;

import java.time.Duration;

/// What a policy asks for before a work may run: that so many people have approved it, each by
/// themselves and none of them whoever submitted it.
///
/// @param people 0 for nobody, up to [#PEOPLE_MAX]
/// @param validFor how long an approval counts; the work must start before it is over. Up to
///   [#VALID_MAX], and zero where nobody is asked for
public record Approvals(int people, Duration validFor) {
  public static final int PEOPLE_MAX = 10;
  public static final Duration VALID_MAX = Duration.ofDays(7);

  /// Nobody needs to approve.
  public static final Approvals NONE = new Approvals(0, Duration.ZERO);

  /// @throws IllegalArgumentException for what is outside these limits
  public Approvals {
    if (people < 0 || people > PEOPLE_MAX) {
      throw new IllegalArgumentException(
          "%d people are asked for; 0 to %d can be".formatted(people, PEOPLE_MAX));
    }
    if (validFor.isNegative() || validFor.compareTo(VALID_MAX) > 0) {
      throw new IllegalArgumentException(
          "an approval is to count for %s; at most %d h can be"
              .formatted(validFor, VALID_MAX.toHours()));
    }
    if (validFor.isZero() != (people == 0)) {
      throw new IllegalArgumentException(
          "%d people are asked for, whose approval counts for %s".formatted(people, validFor));
    }
  }

  /// Whether anybody must approve.
  public boolean areAskedFor() {
    return people > 0;
  }

  /// What is asked for by two policies: the stricter of each.
  public Approvals and(Approvals other) {
    if (!areAskedFor() || !other.areAskedFor()) {
      return areAskedFor() ? this : other;
    }
    boolean isShorter = validFor.compareTo(other.validFor) < 0;
    return new Approvals(Math.max(people, other.people), isShorter ? validFor : other.validFor);
  }
}
