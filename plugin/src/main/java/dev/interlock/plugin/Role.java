package dev.interlock.plugin;

/// When a block has its turn. Forward blocks run one after another; the others, called deferred,
/// once every attempt of the forward blocks has ended. No deferred block runs after a kill or an
/// emergency stop.
public enum Role {
  /// In its turn.
  FORWARD,
  /// After the forward blocks have completed.
  ON_SUCCESS,
  /// After the work has failed, was stopped or was cancelled.
  ON_FAILURE,
  /// In both cases.
  ALWAYS;

  /// Whether it waits for the forward blocks.
  public boolean isDeferred() {
    return this != FORWARD;
  }
}
