package dev.interlock.store.postgres;

import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.work.WorkId;
import java.util.LinkedHashMap;
import java.util.Map;

/// The last entry of each work that this server wrote under a claim, and how the work's row was
/// left by it, so that an entry that follows needs no look at the work, and a row is written only
/// when lists are to show something else. Of works that have not ended; what is not here is looked
/// up. For one thread.
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
  private record Last(long fence, long seq, WorkSummary summary, long atMillis) {
    boolean isBefore(Write.Append append) {
      return fence == append.claim().fence() && seq == append.entry().seq() - 1;
    }

    boolean shows(Write.Append append) {
      return append.targets().areNone()
          && append.summary().isAllButCounts(summary)
          && append.entry().at().toEpochMilli() - atMillis < COUNTS_MILLIS;
    }

    Last followedBy(Write.Append append) {
      return new Last(fence, append.entry().seq(), summary, atMillis);
    }
  }

  /// How an append is to be written.
  enum Way {
    /// It follows the last, and the row stays.
    CONTINUED,
    /// The row is to be written too.
    WITH_ROW
  }

  /// Takes an append to be carried out.
  Way next(Write.Append append) {
    var id = append.claim().id();
    var last = works.get(id);
    if (last != null && last.isBefore(append) && last.shows(append)) {
      works.put(id, last.followedBy(append));
      return Way.CONTINUED;
    }
    if (append.summary().state().isTerminal()) {
      works.remove(id);
    } else {
      long atMillis = append.entry().at().toEpochMilli();
      works.put(
          id, new Last(append.claim().fence(), append.entry().seq(), append.summary(), atMillis));
    }
    return Way.WITH_ROW;
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
