package dev.interlock.plugin;

/// How an attempt ended, in the job type's own words.
public sealed interface Outcome {

  /// It did what it was for.
  ///
  /// @param note a few words for people; may be empty
  record Succeeded(String note) implements Outcome {}

  /// It did not, and the job counts as failed; the block's tolerance decides what follows.
  ///
  /// @param reason what went wrong and what to do
  record Failed(String reason) implements Outcome {}

  /// It did not, and the whole work must stop at once.
  ///
  /// @param reason what went wrong and what to do
  record Fatal(String reason) implements Outcome {}
}
