package dev.interlock.server.call;

/// What a call came to.
///
/// @param <R> the response
public sealed interface Answer<R> {
  /// It was done.
  record Ok<R>(R response) implements Answer<R> {}

  /// It was not, and nothing has changed.
  record No<R>(Refusal refusal) implements Answer<R> {}

  static <R> Answer<R> ok(R response) {
    return new Ok<>(response);
  }

  static <R> Answer<R> no(Refusal refusal) {
    return new No<>(refusal);
  }
}
