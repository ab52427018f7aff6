package dev.interlock.engine.admit;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Works that were submitted a moment ago, so that their Exec need not read them back. Only spares
/// reads: what it holds never changes, and whether a work may still be executed is for the store to
/// say. Any thread.
public final class NewWorks {
  /// All that is kept together: some 64 MB.
  private static final long CHARS_MAX = 32_000_000;

  /// What a job costs beside its texts.
  private static final int CHARS_A_JOB = 100;

  private final Map<WorkId, NewWork> works = new LinkedHashMap<>();
  private long chars;

  /// A work as it was submitted.
  public record NewWork(WorkRecord record, WorkReq request) {
    /// About how many characters it keeps in memory.
    long chars() {
      long sum = request.desc().length() + chars(request.checks().jobs());
      for (var block : request.blocks()) {
        sum += block.desc().length() + chars(block.jobs()) + chars(block.checks().jobs());
      }
      for (var label : request.labels().entrySet()) {
        sum += label.getKey().length() + label.getValue().length();
      }
      return sum;
    }

    private static long chars(List<Job> jobs) {
      long sum = 0;
      for (var job : jobs) {
        sum += CHARS_A_JOB + job.desc().length();
        for (var value : job.args().values()) {
          sum += value.length();
        }
      }
      return sum;
    }
  }

  /// Keeps a work, and forgets the oldest ones when all are too large together.
  synchronized void add(NewWork work) {
    works.put(work.record().id(), work);
    chars += work.chars();
    var oldest = works.values().iterator();
    while (chars > CHARS_MAX && oldest.hasNext()) {
      chars -= oldest.next().chars();
      oldest.remove();
    }
  }

  /// Gives a work away; the second time it is not there.
  public synchronized Optional<NewWork> take(WorkId id) {
    var work = Optional.ofNullable(works.remove(id));
    work.ifPresent(taken -> chars -= taken.chars());
    return work;
  }
}
