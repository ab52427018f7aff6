package dev.interlock.sim;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;

/// Short words for a trace.
final class Wording {
  private Wording() {}

  static String of(Write.Act write, WriteResult result) {
    var what =
        switch (write) {
          case Write.Submit submit ->
              "Submit " + of(submit.work().id()) + ": " + of(submit.request());
          case Write.Queue queue -> "Queue " + of(queue.id()) + " " + queue.entry();
          case Write.Take take -> "Take %s after %d".formatted(of(take.id()), take.expectedFence());
          case Write.Append append -> "Append " + of(append);
          case Write.Begin(var append, _) -> "Begin " + of(append);
          case Write.SetStop(var row, _, var key) ->
              "SetStop %s %s %s".formatted(row.name(), row.status(), key.requestId());
          case Write.TakeToken take -> take.toString();
        };
    return what + " -> " + result;
  }

  private static String of(Write.Append append) {
    return "%s fence %d #%d %s"
        .formatted(
            of(append.claim().id()),
            append.claim().fence(),
            append.entry().seq(),
            append.entry().facts());
  }

  /// A work's blocks, without what is as usual.
  private static String of(WorkReq request) {
    return request
        .toString()
        .replaceAll("(failures|percent|consecutive)=-1(, )?", "")
        .replaceAll("(desc=|retries=0|strict=false|onBreach=FAIL)(, )?", "")
        .replaceAll("(interval|entranceDelay|exitDelay|deadline)=PT0S(, )?", "")
        .replaceAll(
            "(rate=Rate\\[starts=2147483647, ]|ramp=Ramp\\[waves=\\[], bake=PT0S])(, )?", "")
        .replaceAll("checks=Checks\\[[^\\]]*](, )?", "");
  }

  /// `w2` for the second client's work, `w2.3` when that came of its third try.
  static String of(WorkId id) {
    long tries = id.value().getLeastSignificantBits();
    return "w" + id.value().getMostSignificantBits() + (tries == 1 ? "" : "." + tries);
  }
}
