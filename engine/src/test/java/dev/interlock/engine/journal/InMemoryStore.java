package dev.interlock.engine.journal;

import dev.interlock.engine.access.NameScope;
import dev.interlock.engine.audit.AuditEntry;
import dev.interlock.engine.audit.AuditHead;
import dev.interlock.engine.audit.AuditRow;
import dev.interlock.engine.journal.WriteResult.AnsweredBefore;
import dev.interlock.engine.journal.WriteResult.Claimed;
import dev.interlock.engine.journal.WriteResult.Done;
import dev.interlock.engine.journal.WriteResult.Empty;
import dev.interlock.engine.journal.WriteResult.Fenced;
import dev.interlock.engine.journal.WriteResult.Granted;
import dev.interlock.engine.journal.WriteResult.NoSuchWork;
import dev.interlock.engine.journal.WriteResult.NotNow;
import dev.interlock.engine.journal.WriteResult.RequestIdReused;
import dev.interlock.engine.journal.WriteResult.StopChanged;
import dev.interlock.engine.journal.WriteResult.StopSet;
import dev.interlock.engine.journal.WriteResult.Submitted;
import dev.interlock.engine.journal.WriteResult.TargetsInUse;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A store for tests: keeps [WorkStoreContract], forgets everything with the process. Closing it
/// does nothing, so that a test can open "the same store" again.
public final class InMemoryStore implements WorkStore {
  private static final Comparator<WorkRecord> DUE_FIRST =
      Comparator.comparingLong((WorkRecord work) -> work.summary().dueMillis())
          .thenComparing(WorkRecord::id);

  private final TreeMap<WorkId, Kept> works = new TreeMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final TreeMap<String, StopRow> stopRows = new TreeMap<>();
  private final Map<String, BucketLevel> buckets = new HashMap<>();
  private final Map<List<Object>, String> outputs = new HashMap<>();
  private final Set<List<String>> grants = new HashSet<>();
  private final Map<Target, TargetUse> uses = new HashMap<>();
  private final Set<WorkId> anothers = ConcurrentHashMap.newKeySet();
  private final List<AuditRow> audit = new ArrayList<>();
  private long stopEpoch;

  private record Kept(WorkRecord work, WorkReq request, List<JournalEntry> journal) {
    boolean has(JournalEntry entry) {
      return entry.seq() >= 1
          && entry.seq() <= journal.size()
          && journal.get((int) entry.seq() - 1).equals(entry);
    }

    Kept with(long fence, WorkSummary summary) {
      var changed = new WorkRecord(work.id(), work.origin(), fence, journal.size(), summary);
      return new Kept(changed, request, journal);
    }
  }

  /// @param work what the call was about; null when it was not about a work
  private record Answer(String content, WriteResult result, @Nullable WorkId work) {}

  /// From now on this work is of a server that no engine of the test is, and that lives.
  public void isAnothers(WorkId id) {
    anothers.add(id);
  }

  @Override
  public synchronized List<WriteResult> commit(List<Write> writes) {
    var results = new ArrayList<WriteResult>();
    for (var write : writes) {
      results.add(
          switch (write) {
            case Write.Act act -> commit(act);
            case Write.Decided decided -> {
              var result = commit(decided.act());
              boolean isRecorded = decided.isRecordedWith(result);
              if (isRecorded) {
                record(decided.entry());
              }
              yield isRecorded ? new WriteResult.Recorded(result) : result;
            }
            case Write.Audit(var entry) -> {
              record(entry);
              yield new Done();
            }
          });
    }
    return results;
  }

  private void record(AuditEntry entry) {
    if (audit.stream().noneMatch(row -> row.entry().id().equals(entry.id()))) {
      audit.add(auditHead().append(entry));
    }
  }

  @Override
  public synchronized List<AuditRow> audit(AuditFilter filter, long after, int max) {
    boolean isOldestFirst = filter.order() == AuditFilter.Order.OLDEST_FIRST;
    return (isOldestFirst ? audit : audit.reversed())
        .stream()
            .filter(row -> isOldestFirst ? row.seq() > after : row.seq() < after)
            .filter(row -> filter.has(row.entry()))
            .limit(max)
            .toList();
  }

  @Override
  public synchronized AuditHead auditHead() {
    return audit.isEmpty() ? AuditHead.EMPTY : audit.getLast().head();
  }

  private WriteResult commit(Write.Act act) {
    return switch (act) {
      case Write.Submit submit ->
          answerOnce(submit.key(), submit.work().id(), () -> submit(submit));
      case Write.Queue queue -> answerOnce(queue.key(), queue.id(), () -> queue(queue));
      case Write.Take take -> take(take);
      case Write.Begin begin ->
          answerOnce(begin.key(), begin.append().claim().id(), () -> begin(begin));
      case Write.Append append -> append(append);
      case Write.SetStop setStop -> answerOnce(setStop.key(), null, () -> setStop(setStop));
      case Write.TakeToken takeToken -> takeToken(takeToken);
    };
  }

  @Override
  public synchronized Optional<WorkRecord> find(WorkId id) {
    return kept(id, Kept::work);
  }

  @Override
  public synchronized Optional<WorkReq> request(WorkId id) {
    return kept(id, Kept::request);
  }

  @Override
  public synchronized List<JournalEntry> journal(WorkId id, long afterSeq, int max) {
    return kept(id, Kept::journal).orElse(List.of()).stream()
        .filter(entry -> entry.seq() > afterSeq)
        .limit(max)
        .toList();
  }

  @Override
  public synchronized Optional<String> output(WorkId id, int job, int attempt) {
    return Optional.ofNullable(outputs.get(List.of(id, job, attempt)));
  }

  @Override
  public synchronized List<WorkRecord> list(WorkFilter filter, Optional<WorkId> after, int max) {
    var older = after.map(id -> works.headMap(id, false)).orElse(works);
    return older.descendingMap().values().stream()
        .map(Kept::work)
        .filter(work -> filter.scope().has(work.origin().name()))
        .filter(work -> filter.name().isEmpty() || filter.name().equals(work.origin().name()))
        .filter(
            work -> filter.states().isEmpty() || filter.states().contains(work.summary().state()))
        .filter(work ->
            filter.submitter().isEmpty() || filter.submitter().equals(work.origin().submittedBy()))
        .filter(work -> filter.created().has(work.origin().created().toEpochMilli()))
        .filter(work -> work.id().toString().startsWith(filter.idStart()))
        .filter(
            work -> filter.labels().stream().allMatch(label -> label.isIn(work.origin().labels())))
        .limit(max)
        .toList();
  }

  @Override
  public synchronized List<WorkRecord> due(long untilMillis, Optional<WorkRecord> after, int max) {
    var last = after.orElse(null);
    return works.values().stream()
        .map(Kept::work)
        .filter(work -> work.summary().dueMillis() <= untilMillis)
        .filter(work -> work.summary().dueMillis() < WorkMachine.NEVER)
        .sorted(DUE_FIRST)
        .filter(work -> last == null || DUE_FIRST.compare(work, last) > 0)
        .limit(max)
        .toList();
  }

  @Override
  public synchronized Map<String, Integer> unended(NameScope names, int max) {
    return works.values().stream()
        .filter(kept -> names.has(kept.work().origin().name()))
        .filter(kept -> !kept.work().summary().state().isTerminal())
        .limit(max)
        .collect(Collectors.toMap(kept -> kept.work().origin().name(), _ -> 1, Integer::sum));
  }

  @Override
  public synchronized Optional<WorkId> answered(RequestKey key) {
    return Optional.ofNullable(answers.get(key.requestId()))
        .filter(answer -> answer.content().equals(key.content()))
        .map(Answer::work);
  }

  @Override
  public synchronized Map<String, BucketLevel> buckets() {
    return Map.copyOf(buckets);
  }

  @Override
  public synchronized Stops stops() {
    return new Stops(stopEpoch, List.copyOf(stopRows.values()));
  }

  @Override
  public void close() {}

  private WriteResult answerOnce(
      RequestKey key, @Nullable WorkId work, Supplier<WriteResult> call) {
    if (key.isNone()) {
      return call.get();
    }
    var earlier = answers.get(key.requestId());
    if (earlier != null) {
      return earlier.content().equals(key.content()) ? earlier.result() : new RequestIdReused();
    }
    var result = call.get();
    switch (result) {
      case NotNow _, NoSuchWork(), StopChanged _, TargetsInUse _ -> {} // nothing was done
      case Claimed _ -> answers.put(key.requestId(), new Answer(key.content(), new Done(), work));
      case WriteResult _ -> answers.put(key.requestId(), new Answer(key.content(), result, work));
    }
    return result;
  }

  private WriteResult submit(Write.Submit submit) {
    var work = submit.work();
    var kept =
        works.computeIfAbsent(
            work.id(),
            _ -> new Kept(work, submit.request(), new ArrayList<>(List.of(submit.first()))));
    var origin = kept.work().origin();
    return new Submitted(work.id(), origin.planHash(), origin.expiresAt());
  }

  private WriteResult queue(Write.Queue queue) {
    var kept = works.get(queue.id());
    if (kept == null) {
      return new NoSuchWork();
    }
    var state = kept.work().summary().state();
    if (state != WorkState.NOT_STARTED || queue.entry().seq() != kept.journal().size() + 1) {
      return new NotNow(state);
    }
    kept.journal().add(queue.entry());
    var was = kept.work().summary();
    var summary =
        new WorkSummary(
            WorkState.WAITING,
            "",
            was.hadErrors(),
            was.wasEsStopped(),
            was.times(),
            queue.dueMillis(),
            was.counts());
    works.put(queue.id(), kept.with(kept.work().fence(), summary));
    return new Done();
  }

  private WriteResult take(Write.Take take) {
    var kept = works.get(take.id());
    if (kept == null) {
      return new NoSuchWork();
    }
    var work = kept.work();
    var state = work.summary().state();
    boolean isFree = take.owner() == Write.Take.Owner.ANY || !anothers.contains(take.id());
    if (state.isTerminal() || work.fence() != take.expectedFence() || !isFree) {
      return new NotNow(state);
    }
    works.put(take.id(), kept.with(work.fence() + 1, work.summary()));
    return new Claimed(new Claim(take.id(), work.fence() + 1), kept.journal().size());
  }

  private WriteResult begin(Write.Begin begin) {
    var append = begin.append();
    var id = append.claim().id();
    var kept = works.get(id);
    if (kept == null) {
      return new NoSuchWork();
    }
    var state = kept.work().summary().state();
    if (state != WorkState.NOT_STARTED || append.entry().seq() != kept.journal().size() + 1) {
      return new NotNow(state);
    }
    if (append.stopEpoch() != Write.ANY_EPOCH && append.stopEpoch() != stopEpoch) {
      return new StopChanged(stopEpoch);
    }
    if (kept.work().fence() != append.claim().fence() - 1) {
      return new NotNow(state);
    }
    var inUse = inUse(append.targets());
    if (!inUse.isEmpty()) {
      return new TargetsInUse(inUse);
    }
    change(append);
    kept.journal().add(append.entry());
    works.put(id, kept.with(append.claim().fence(), append.summary()));
    return new Claimed(append.claim(), append.entry().seq());
  }

  private WriteResult append(Write.Append append) {
    var claim = append.claim();
    var kept = works.get(claim.id());
    if (kept == null || claim.fence() < 1 || kept.work().fence() != claim.fence()) {
      return new Fenced();
    }
    var entry = append.entry();
    if (kept.has(entry)) {
      return new Done();
    }
    var earlier = answers.get(append.key().requestId());
    if (earlier != null) {
      return earlier.content().equals(append.key().content())
          ? new AnsweredBefore()
          : new RequestIdReused();
    }
    if (kept.work().summary().state().isTerminal() || entry.seq() != kept.journal().size() + 1) {
      return new Fenced();
    }
    if (append.stopEpoch() != Write.ANY_EPOCH && append.stopEpoch() != stopEpoch) {
      return new StopChanged(stopEpoch);
    }
    var inUse = inUse(append.targets());
    if (!inUse.isEmpty()) {
      return new TargetsInUse(inUse);
    }
    change(append);
    kept.journal().add(entry);
    works.put(claim.id(), kept.with(claim.fence(), append.summary()));
    for (var output : append.outputs()) {
      outputs.putIfAbsent(List.of(claim.id(), output.job(), output.attempt()), output.text());
    }
    return append.key().isNone() ? new Done() : answerOnce(append.key(), claim.id(), Done::new);
  }

  /// What others have of what is to be taken.
  private List<TargetUse> inUse(TargetChanges changes) {
    return changes.taken().stream()
        .flatMap(wanted ->
            usersOf(Set.of(wanted.target())).stream()
                .filter(holder -> !changes.mayTakeFrom(holder, wanted)))
        .toList();
  }

  private void change(Write.Append append) {
    var changes = append.targets();
    uses.values()
        .removeIf(
            use -> use.work().equals(append.claim().id()) && changes.letGo().contains(use.job()));
    changes.taken().forEach(use -> uses.put(use.target(), use));
  }

  @Override
  public synchronized List<TargetUse> usersOf(Set<Target> targets) {
    return uses.values().stream()
        .filter(use -> targets.contains(use.target()))
        .filter(use ->
            kept(use.work(), Kept::work)
                .filter(work -> !work.summary().state().isTerminal())
                .isPresent())
        .toList();
  }

  @Override
  public synchronized List<TargetUse> usedBy(WorkId work) {
    return uses.values().stream().filter(use -> use.work().equals(work)).toList();
  }

  private WriteResult setStop(Write.SetStop setStop) {
    if (setStop.expectedEpoch() != Write.ANY_EPOCH && setStop.expectedEpoch() != stopEpoch) {
      return new WriteResult.StopChanged(stopEpoch);
    }
    stopRows.put(setStop.row().name(), setStop.row());
    return new StopSet(++stopEpoch);
  }

  private WriteResult takeToken(Write.TakeToken take) {
    var bucket = take.bucket();
    if (grants.contains(List.of(bucket.name(), take.grantKey()))) {
      return new Granted();
    }
    var level = BucketLevel.at(take.at(), bucket, Optional.ofNullable(buckets.get(bucket.name())));
    if (level.isEmpty()) {
      return new Empty(level.nextIn(bucket, take.at()));
    }
    buckets.put(bucket.name(), level.withoutOne());
    grants.add(List.of(bucket.name(), take.grantKey()));
    return new Granted();
  }

  private <T> Optional<T> kept(WorkId id, Function<Kept, T> part) {
    return Optional.ofNullable(works.get(id)).map(part);
  }
}
