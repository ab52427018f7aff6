package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.engine.watch.Change;
import java.util.Optional;

/// What is other in a work, as a message: the work, and the blocks and jobs that have changed.
final class ChangeTranslation {
  private ChangeTranslation() {}

  /// @param created when the work was
  static WatchResp of(Change change, Timestamp created) {
    var machine = change.machine();
    var status = new StatusTranslation(machine, created, _ -> Optional.empty());
    var message =
        WatchResp.newBuilder()
            .setSeq(change.seq())
            .setAt(Times.of(change.at()))
            .setState(States.of(change.state()))
            .setReason(change.reason())
            .setHadErrors(machine.hadErrors())
            .setWasEsStopped(machine.wasEsStopped())
            .setCounts(StatusTranslation.counts(machine.counts()));
    StatusTranslation.time(machine.startedMillis(), message::setStarted);
    if (change.state().isTerminal()) {
      StatusTranslation.time(machine.endedMillis(), message::setEnded);
    }
    change.blocks().forEach(block -> message.addBlocks(status.block(block)));
    change.jobs().forEach(job -> message.addJobs(status.job(job)));
    return message.build();
  }
}
