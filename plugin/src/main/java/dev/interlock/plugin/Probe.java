package dev.interlock.plugin;

/// What a look at the world says of an attempt whose outcome is not known.
///
/// @param found what there is to see
/// @param note what was seen, for people
public record Probe(Found found, String note) {

  /// What there is to see of an attempt.
  public enum Found {
    /// It took effect in full: the job counts as completed.
    DONE,
    /// It had no effect, and may be run again.
    NOT_DONE,
    /// It had some, or nobody can say: a person decides.
    CANNOT_TELL
  }
}
