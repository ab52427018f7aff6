package dev.interlock.engine.journal;

import org.jspecify.annotations.Nullable;

/// The store did not answer. Whether the writes of that call were applied is not known: repeat
/// them, each recognises itself.
public class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
