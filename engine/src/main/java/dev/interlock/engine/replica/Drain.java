package dev.interlock.engine.replica;

/// Whether a replica is being taken out.
///
/// @param reason why it is; empty where it is not
/// @param actor who wants it; empty where it is not
public record Drain(State state, String reason, String actor) {
  /// Of one that takes works.
  public static final Drain NONE = new Drain(State.NONE, "", "");

  /// How far it is.
  public enum State {
    NONE,

    /// It takes works, and its version does not know how not to.
    NOT_KNOWN,

    /// It starts nothing more; what runs goes on.
    DRAINING,

    /// Nothing runs on it, and nothing will.
    DRAINED;

    /// Whether works are for others to take.
    public boolean isOrdered() {
      return this == DRAINING || this == DRAINED;
    }
  }
}
