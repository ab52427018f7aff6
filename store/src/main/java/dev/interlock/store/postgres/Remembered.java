package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.WorkId;
import java.util.LinkedHashMap;
import java.util.Map;

/// How the rows of works were left by this server's claims, so that a row is written only when
/// lists are to show something else. What is not here is written. Under one claim nobody else
/// changes it. For one thread.
final class Remembered {
  private static final int WORKS_MAX = 10_000;

  /// Other servers' lists show counts that are no older.
  private static final long COUNTS_MILLIS = 1_000;

  private final Map<WorkId, Last> works =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkId, Last> eldest) {
          return size() > WORKS_MAX;
        }
      };

  /// @param atMillis of the entry with which the row was written
  private record Last(long fence, WorkSummary summary, long atMillis) {}

  /// Whether the row is to be written with an append, which is taken to be carried out.
  boolean isChange(Write.Append append) {
    var claim = append.claim();
    var last = works.get(claim.id());
    boolean isChange =
        last == null
            || last.fence() != claim.fence()
            || !append.summary().isAllButCounts(last.summary())
            || append.entry().at().toEpochMilli() - last.atMillis() >= COUNTS_MILLIS;
    if (append.summary().state().isTerminal()) {
      works.remove(claim.id());
    } else if (isChange) {
      works.put(
          claim.id(),
          new Last(claim.fence(), append.summary(), append.entry().at().toEpochMilli()));
    }
    return isChange;
  }

  /// Somebody claims the work anew, or an append was not carried out.
  void forget(WorkId id) {
    works.remove(id);
  }

  /// Nobody knows what was carried out.
  void forgetAll() {
    works.clear();
  }
}
