package dev.interlock.cli.file;

import java.io.Serial;

/// A file that cannot be read as a work request. Its message says where in it, and is fit for a
/// person.
public final class BadFile extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String message;

  BadFile(String message) {
    super(message);
    this.message = message;
  }

  public BadFile(String message, Throwable cause) {
    super(message, cause);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
