package dev.interlock.engine.journal;

/// The store could not write an entry of the audit, and has undone what belongs to it.
public final class AuditUnavailable extends StoreUnavailable {
  private static final long serialVersionUID = 1L;

  public AuditUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
