package dev.interlock.engine.admit;

import dev.interlock.engine.audit.Decision;

/// Who calls, and under which request id.
///
/// @param decision on the call
/// @param requestId chosen by the client; empty when it gave none
public record Caller(Decision decision, String requestId) {

  /// Somebody whose calls are not recorded.
  public Caller(String actor, String requestId) {
    this(Decision.unrecorded(actor), requestId);
  }

  /// What the journal calls them.
  public String actor() {
    return decision.who().actor();
  }
}
