package dev.interlock.engine.policy;

/// Where the policies in force come from; asked at each Submit, Check and Exec. Any thread, and
/// quick: what is behind it reads ahead.
public interface PolicySource {

  Reading current();

  /// What was read last.
  sealed interface Reading {
    record InForce(PolicyBook book) implements Reading {}

    /// The configuration is bad; new work is refused until it is mended.
    ///
    /// @param problem what is wrong and where
    record Broken(String problem) implements Reading {}
  }
}
