package dev.interlock.server.identity;

/// The rights file is bad, so nobody knows who may do this.
public final class RightsBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param problem of the file
  public RightsBroken(String problem) {
    super(problem);
  }
}
