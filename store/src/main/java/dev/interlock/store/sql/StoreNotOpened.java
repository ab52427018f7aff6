package dev.interlock.store.sql;

/// The database cannot be used as it is; the message names it and says what to do.
public final class StoreNotOpened extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreNotOpened(String message) {
    super(message);
  }

  public StoreNotOpened(String message, Throwable cause) {
    super(message, cause);
  }
}
