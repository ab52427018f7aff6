package dev.interlock.engine.journal;

import dev.interlock.engine.access.Principal;
import dev.interlock.engine.digest.Sha256;

/// What makes a repeated call recognisable. An empty id is no key: every call is new.
///
/// @param requestId chosen by the client; unique over all calls
/// @param content a digest of who calls and what: the same id with something else, or by somebody
///   else, is refused
public record RequestKey(String requestId, String content) {
  public static final RequestKey NONE = new RequestKey("", "");

  /// The key of a call: NONE without a request id.
  ///
  /// @param actor who calls
  /// @param call the call and all that it says
  public static RequestKey of(String actor, String requestId, String call) {
    // the only one that versions without identity knew, whose keys are stored
    boolean isLocal = actor.equals(Principal.LOCAL);
    return requestId.isEmpty()
        ? NONE
        : new RequestKey(requestId, Sha256.of(isLocal ? call : actor + "\n" + call));
  }

  public boolean isNone() {
    return requestId.isEmpty();
  }
}
