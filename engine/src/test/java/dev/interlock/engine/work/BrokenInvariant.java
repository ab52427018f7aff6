package dev.interlock.engine.work;

/// Something is not as it must always be.
public final class BrokenInvariant extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  /// @param invariant its number in docs/simulation.md: `I8`
  public BrokenInvariant(String invariant, String what) {
    super(invariant + ": " + what);
    this.invariant = invariant;
  }

  /// Its number.
  public String invariant() {
    return invariant;
  }

  /// Throws unless it holds.
  public static void require(boolean holds, String invariant, String what) {
    if (!holds) {
      throw new BrokenInvariant(invariant, what);
    }
  }
}
