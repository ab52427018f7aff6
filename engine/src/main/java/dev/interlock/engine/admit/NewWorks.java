package dev.interlock.engine.admit;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.WorkReq;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Works that were submitted a moment ago, so that their Exec need not read them back. Only spares
/// reads: what it holds never changes, and whether a work may still be executed is for the store to
/// say. Any thread.
public final class NewWorks {
  private static final int JOBS_MAX = 100_000;

  private final Map<WorkId, NewWork> works = new LinkedHashMap<>();
  private int jobs;

  /// A work as it was submitted.
  public record NewWork(WorkRecord record, WorkReq request) {
    int jobs() {
      return record.origin().jobs();
    }
  }

  /// Keeps a work, and forgets the oldest ones when all have too many jobs together.
  synchronized void add(NewWork work) {
    works.put(work.record().id(), work);
    jobs += work.jobs();
    var oldest = works.values().iterator();
    while (jobs > JOBS_MAX && oldest.hasNext()) {
      jobs -= oldest.next().jobs();
      oldest.remove();
    }
  }

  /// Gives a work away; the second time it is not there.
  public synchronized Optional<NewWork> take(WorkId id) {
    var work = Optional.ofNullable(works.remove(id));
    work.ifPresent(taken -> jobs -= taken.jobs());
    return work;
  }
}
