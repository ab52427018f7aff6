package dev.interlock.engine.work;

import dev.interlock.plugin.Checks;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far the checks of a work, or of one of its blocks, are.
final class CheckProgress {
  final Checks checks;
  private boolean hasTriedBypass;
  private boolean isBypassed;
  private boolean mayBegin;
  private boolean isConfirmed;
  private @Nullable CheckKind open;
  private String note = "";
  private boolean hasFailed;

  CheckProgress(Checks checks) {
    this.checks = checks;
    this.hasTriedBypass = checks.bypass().isEmpty();
    this.mayBegin = checks.pre().isEmpty() && checks.continuous().isEmpty();
    this.isConfirmed = checks.post().isEmpty();
  }

  /// The round that must end before any job starts; empty when none is left.
  Optional<CheckKind> dueBefore() {
    if (!hasTriedBypass) {
      return Optional.of(CheckKind.BYPASS);
    }
    return mayBegin || isBypassed ? Optional.empty() : Optional.of(CheckKind.PRE);
  }

  /// The round that must end before it counts as done.
  Optional<CheckKind> dueAfter() {
    return isConfirmed ? Optional.empty() : Optional.of(CheckKind.POST);
  }

  void started(CheckKind kind) {
    open = kind;
  }

  void ended(CheckKind kind, boolean passed, String why) {
    open = open == kind ? null : open;
    note = why;
    switch (kind) {
      case BYPASS -> {
        hasTriedBypass = true;
        isBypassed = passed;
      }
      case PRE -> mayBegin = passed;
      case POST -> isConfirmed = passed;
      case CONTINUOUS -> {}
    }
    hasFailed |= !passed && kind != CheckKind.BYPASS;
  }

  /// Something starts, of which post checks that have begun know nothing.
  void attemptStarted() {
    isConfirmed = checks.post().isEmpty();
    open = open == CheckKind.POST ? null : open;
  }

  /// The round that runs now, beside the continuous ones.
  Optional<CheckKind> open() {
    return Optional.ofNullable(open);
  }

  /// Whether everything is done already.
  boolean isBypassed() {
    return isBypassed;
  }

  /// Whether a check failed that had to pass.
  boolean hasFailed() {
    return hasFailed;
  }

  /// What the last round had to say.
  String note() {
    return note;
  }
}
