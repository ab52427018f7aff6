package dev.interlock.plugin;

/// How many sequences may fail before nothing more starts. A job outside a sequence is one by
/// itself.
///
/// @param failures how many, or [#UNSET]
/// @param percent how many of a hundred, rounded down, or [#UNSET]; with `failures` too, the
///   stricter counts
/// @param consecutive how many may fail one after another, in the order in which they end, or
///   [#UNSET] for no such limit
/// @param strict whether so few run at once that not even their failing all together is more than
///   is tolerated
/// @param onBreach what follows when more fail
public record Tolerance(
    int failures, int percent, int consecutive, boolean strict, OnBreach onBreach) {
  /// For what the request does not say.
  public static final int UNSET = -1;

  /// Says nothing.
  public static final Tolerance UNSAID = new Tolerance(UNSET, UNSET, UNSET, false);

  public Tolerance {
    if (failures < UNSET || percent < UNSET || percent > 100 || consecutive < UNSET) {
      throw new IllegalArgumentException(
          "a tolerance of %d failures, %d percent, %d in a row is none"
              .formatted(failures, percent, consecutive));
    }
  }

  /// One whose breach fails the work.
  public Tolerance(int failures, int percent, int consecutive, boolean strict) {
    this(failures, percent, consecutive, strict, OnBreach.FAIL);
  }

  /// So many failures, whatever their order.
  public static Tolerance of(int failures) {
    return new Tolerance(failures, UNSET, UNSET, false);
  }

  /// The same, with another consequence.
  public Tolerance with(OnBreach other) {
    return new Tolerance(failures, percent, consecutive, strict, other);
  }

  /// How many of `sequences` may fail.
  ///
  /// @param unsaid the answer when neither a number nor a percentage is given
  public int of(int sequences, int unsaid) {
    int byPercent = percent == UNSET ? Integer.MAX_VALUE : (int) ((long) sequences * percent / 100);
    int byNumber = failures == UNSET ? Integer.MAX_VALUE : failures;
    return failures == UNSET && percent == UNSET ? unsaid : Math.min(byNumber, byPercent);
  }

  /// How many may fail one after another.
  public int inARow() {
    return consecutive == UNSET ? Integer.MAX_VALUE : consecutive;
  }
}
