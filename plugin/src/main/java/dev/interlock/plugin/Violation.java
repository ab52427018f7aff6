package dev.interlock.plugin;

/// One thing that is wrong with a request or a configuration.
///
/// @param path what it is about, as the user wrote it: `blocks[2].jobs[7].args.site`; empty for the
///   whole
/// @param message what is wrong, the limit, and what to do
public record Violation(String path, String message) {
  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
