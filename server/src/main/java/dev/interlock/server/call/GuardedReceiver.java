package dev.interlock.server.call;

import dev.interlock.engine.access.Asker;
import dev.interlock.server.audit.AuditTrail;

/// Lets nothing through of a call that has not demanded the right that it declares, and records
/// that it was refused one.
///
/// @param <R> one of what is sent
record GuardedReceiver<R>(
    Receiver<R> receiver, StreamedCall<?, ?> call, Asker asker, AuditTrail audit)
    implements Receiver<R> {

  @Override
  public void begin() {
    check();
    receiver.begin();
  }

  @Override
  public void send(R next) throws InterruptedException {
    check();
    receiver.send(next);
  }

  @Override
  public void end() {
    check();
    receiver.end();
  }

  @Override
  public void fail(Refusal refusal) {
    if (refusal.isDecision(call.right().changes())) {
      var _ = audit.keep(refusal.entry(asker.decision(), audit.now()));
    }
    receiver.fail(refusal);
  }

  private void check() {
    if (!call.right().wasDemandedOf(asker)) {
      throw CallRunner.forgotten(call.method());
    }
  }
}
