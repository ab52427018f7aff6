package dev.interlock.server.endpoint;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.engine.watch.WatchFeed;
import dev.interlock.engine.work.Fact;
import java.util.Optional;
import java.util.TreeSet;

/// What one entry of a journal changed, as a message: the work, and the blocks and jobs that the
/// entry touched.
final class ChangeTranslation {
  private ChangeTranslation() {}

  /// @param created when the work was
  static WatchResp of(WatchFeed.Change change, Timestamp created) {
    var machine = change.machine();
    var blocks = new TreeSet<Integer>();
    var jobs = new TreeSet<Integer>();
    for (var fact : change.entry().facts()) {
      switch (fact) {
        case Fact.AttemptStarted(int job, _) -> jobs.add(job);
        case Fact.AttemptEnded(int job, _, _, _) -> jobs.add(job);
        case Fact.AttemptNotStopping(int job) -> jobs.add(job);
        case Fact.JobSkipped(int job, _, _) -> jobs.add(job);
        case Fact.JobResolved(int job, _, _, _) -> jobs.add(job);
        case Fact.LimitSet(int block, _, _, _) -> blocks.add(block);
        case Fact.BlockStarted(int block) -> blocks.add(block);
        case Fact.BlockEnded(int block, _) -> blocks.add(block);
        case Fact.BlockPassedOver(int block, _) -> {
          blocks.add(block);
          var passed = machine.block(block);
          for (int i = 0; i < passed.block().jobCount(); i++) {
            jobs.add(passed.firstJob() + i);
          }
        }
        case Fact.Submitted _,
            Fact.Queued _,
            Fact.Claimed _,
            Fact.WorkStarted _,
            Fact.ChecksStarted _,
            Fact.ChecksEnded _,
            Fact.ForwardEnded _,
            Fact.StopOrdered _,
            Fact.PauseOrdered _,
            Fact.Paused _,
            Fact.Resumed _,
            Fact.WorkEnded _ -> {}
      }
    }
    jobs.forEach(job -> blocks.add(machine.blockOf(job)));
    var status = new StatusTranslation(machine, created, _ -> Optional.empty());
    var message =
        WatchResp.newBuilder()
            .setSeq(change.entry().seq())
            .setAt(Times.of(change.entry().at()))
            .setState(States.of(machine.state()))
            .setReason(machine.reason())
            .setHadErrors(machine.hadErrors())
            .setWasEsStopped(machine.wasEsStopped())
            .setCounts(StatusTranslation.counts(machine.counts()));
    blocks.forEach(block -> message.addBlocks(status.block(block)));
    jobs.forEach(job -> message.addJobs(status.job(job)));
    return message.build();
  }
}
