package dev.interlock.engine.journal;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The engine's durable memory. Implemented for each database, and in memory for tests; all keep
/// `WorkStoreContract`.
///
/// Any thread, except [#commit], which one thread calls at a time; only a [Write.SetStop] that is
/// alone may be committed beside it, and does not wait longer than it must. Every method throws
/// [StoreUnavailable] when the database does not answer.
public interface WorkStore extends AutoCloseable {
  /// How many entries of a journal are read at once.
  int ENTRIES_A_PAGE = 1_000;

  /// Carries out the writes in their order, in one durable transaction. A write that cannot be
  /// carried out fails alone, by its result.
  ///
  /// @return a result for each write, in the same order; durable when this returns
  List<WriteResult> commit(List<Write> writes);

  Optional<WorkRecord> find(WorkId id);

  /// The request that the work was submitted with.
  Optional<WorkReq> request(WorkId id);

  /// The same, of a work that is known to be there.
  default WorkReq requestOf(WorkId id) {
    return request(id)
        .orElseThrow(() -> new IllegalStateException("bug: %s has no request".formatted(id)));
  }

  /// Up to `max` entries with a seq above `afterSeq`, in order.
  List<JournalEntry> journal(WorkId id, long afterSeq, int max);

  /// Reads every entry with a seq above `afterSeq`, in order.
  ///
  /// @return the seq of the last one; `afterSeq` when there is none
  default long readJournal(WorkId id, long afterSeq, Consumer<JournalEntry> each) {
    long seq = afterSeq;
    int read = ENTRIES_A_PAGE;
    while (read == ENTRIES_A_PAGE) {
      var page = journal(id, seq, ENTRIES_A_PAGE);
      page.forEach(each);
      read = page.size();
      seq = page.isEmpty() ? seq : page.getLast().seq();
    }
    return seq;
  }

  /// What an attempt that has ended wrote; empty when it wrote nothing.
  Optional<String> output(WorkId id, int job, int attempt);

  /// Up to `max` works, newest (highest id) first, that come after `after` in that order.
  List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max);

  /// Up to `max` works that somebody must look at by then, in the order of `dueMillis`, those due
  /// at the same time by their ids, and that come after `after` in that order.
  ///
  /// @param untilMillis since the epoch; [dev.interlock.engine.work.WorkMachine#AT_REST] for all
  ///   that have not ended
  List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max);

  /// How many works of each name have not ended; where there are more than `max` in all, only so
  /// many are counted.
  ///
  /// @param names only works of these
  Map<String, Integer> unended(NameScope names, int max);

  /// The work that a call with this request id and content was about, if it was carried out.
  Optional<WorkId> answered(RequestKey key);

  /// Every row of the emergency stop, with the epoch they belong to.
  Stops stops();

  /// How full the last token that was taken left each bucket, by its name; nothing of a bucket of
  /// which none ever was. All read at one moment; takes nothing.
  Map<String, BucketLevel> buckets();

  /// Who uses these targets: the jobs of works that have not ended. One that nobody uses is not in
  /// it.
  List<TargetUse> usersOf(Set<Target> targets);

  /// What the jobs of a work use.
  List<TargetUse> usedBy(WorkId work);

  /// Up to `max` rows of the audit that come after `after` in the filter's order.
  ///
  /// @param after a seq; `Long.MIN_VALUE` to begin with the oldest, `Long.MAX_VALUE` with the
  ///   newest
  List<AuditRow> audit(AuditFilter filter, long after, int max);

  /// The end of the audit as it is kept beside the rows.
  AuditHead auditHead();

  @Override
  void close();

  /// The whole emergency stop, read at one moment.
  ///
  /// @param epoch raised by each [Write.SetStop]; 0 before the first
  record Stops(long epoch, List<StopRow> rows) {
    public Stops {
      rows = List.copyOf(rows);
    }
  }
}
