package dev.interlock.engine.admit;

import dev.interlock.engine.work.Approval;

/// Who may approve works, as of the moment in which it is asked. Any thread.
@FunctionalInterface
public interface Approvers {

  /// Whether somebody who has approved a work still may.
  ///
  /// @param name of the work
  boolean mayApprove(Approval approval, String name);
}
