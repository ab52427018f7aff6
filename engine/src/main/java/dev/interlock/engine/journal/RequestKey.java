package dev.interlock.engine.journal;

/// What makes a repeated call recognisable. An empty id is no key: every call is new.
///
/// @param requestId chosen by the client; unique over all calls
/// @param content a digest of the call and its content: the same id with another content is refused
public record RequestKey(String requestId, String content) {
  public static final RequestKey NONE = new RequestKey("", "");

  public boolean isNone() {
    return requestId.isEmpty();
  }
}
