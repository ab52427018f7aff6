package dev.interlock.engine.secret;

/// A secret has no value that a job could be given. The message says why and is shown.
public final class SecretUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  SecretUnavailable(String message) {
    super(message);
  }
}
