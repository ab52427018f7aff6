package dev.interlock.engine.access;

/// A caller may not do what was asked for.
public final class NotAllowed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Right right;
  private final String name;

  /// @param right what is missing
  /// @param name of which works; empty when it is missing for all of them
  NotAllowed(Right right, String name) {
    super("%s for \"%s\" is not given".formatted(right, name));
    this.right = right;
    this.name = name;
  }

  public Right right() {
    return right;
  }

  public String name() {
    return name;
  }
}
