package dev.interlock.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What a command line is refused with that the parser itself finds nothing wrong with.
final class BadUsage {
  private BadUsage() {}

  /// @param spec as the parser injected it
  static ParameterException of(@Nullable CommandSpec spec, String message) {
    if (spec == null) {
      throw new IllegalStateException("bug: used without a command; " + message);
    }
    return new ParameterException(spec.commandLine(), message);
  }
}
