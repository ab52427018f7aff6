package dev.interlock.store.sqlite;

/// The database cannot be used as it is; the message names its file and says what to do.
public final class StoreNotOpened extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreNotOpened(String message) {
    super(message);
  }

  StoreNotOpened(String message, Throwable cause) {
    super(message, cause);
  }
}
