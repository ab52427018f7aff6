package dev.interlock.store.postgres;

import dev.interlock.engine.journal.RequestKey;
import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.WorkId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statements that carry writes out, in as few as may be: those that have nothing to do with
/// each other go together, and what is about the same work, the same request id, what jobs touch or
/// the stop comes after what is before it. For one thread.
final class CommitPlan {
  private final String replica;
  private final Remembered remembered;
  private final @Nullable WriteResult[] results;

  private final List<Part> parts = new ArrayList<>();
  private final Set<WorkId> locked = new LinkedHashSet<>();
  private final Set<WorkId> appended = new HashSet<>();
  private boolean readsStop;
  private boolean changesStop;

  private Together together = new Together();

  /// Writes that have nothing to do with each other.
  private static final class Together {
    final Set<Object> about = new HashSet<>();
    final List<Submits.Row> submits = new ArrayList<>();
    final List<Labels.Row> labels = new ArrayList<>();
    final List<Entries.Row> entries = new ArrayList<>();
    final List<Continued.Row> continued = new ArrayList<>();
    final List<Part> singles = new ArrayList<>();
    final List<Outputs.Row> outputs = new ArrayList<>();

    /// At most one of them changes what jobs touch.
    @Nullable Touching touching;
  }

  CommitPlan(List<Write> writes, String replica, Remembered remembered) {
    this.replica = replica;
    this.remembered = remembered;
    this.results = new WriteResult[writes.size()];
    for (int number = 0; number < writes.size(); number++) {
      switch (writes.get(number)) {
        case Write.Act act -> plan(number, act);
        case Write.Decided(var act, _) -> plan(number, act);
        case Write.Audit _ -> results[number] = new WriteResult.Done();
      }
      // so that a server that stands still while it holds the audit is known to hold up stops
      readsStop |= !(writes.get(number) instanceof Write.Act);
    }
    endTogether();
  }

  /// Ready to be run; without parts when there is nothing to do in one.
  Batch batch() {
    var batch = new Batch();
    if (!locked.isEmpty()) {
      batch.add(Locks.works(List.copyOf(locked)));
    }
    if (changesStop) {
      batch.add(Locks.stopToChange());
    } else if (readsStop) {
      batch.add(Locks.stopToRead());
    }
    parts.forEach(batch::add);
    return batch;
  }

  private void plan(int number, Write.Act act) {
    switch (act) {
      case Write.Submit submit -> {
        begin(submit.work().id(), submit.key());
        together.submits.add(new Submits.Row(number, submit));
        together.labels.addAll(Labels.of(submit));
      }
      case Write.Append append -> plan(number, append, append.key(), false);
      case Write.Begin begin -> plan(number, begin.append(), begin.key(), true);
      case Write.Queue queue -> {
        begin(queue.id(), queue.key());
        locked.add(queue.id());
        together.singles.add(Single.queue(queue, result -> result(number, result)));
      }
      case Write.Take take -> {
        begin(take.id(), RequestKey.NONE);
        remembered.forget(take.id());
        together.singles.add(Single.take(take, replica, result -> result(number, result)));
      }
      case Write.SetStop set -> {
        endTogether();
        changesStop = true;
        parts.add(Single.setStop(set, result -> result(number, result)));
      }
      case Write.TakeToken _ -> {
        // a transaction of its own
      }
    }
  }

  private void plan(int number, Write.Append append, RequestKey key, boolean isBegin) {
    var id = append.claim().id();
    begin(id, key);
    if (!appended.add(id)) {
      remembered.forget(id); // nobody knows yet whether what comes before it is carried out
    }
    if (!append.targets().areNone()) {
      if (together.touching != null) {
        endTogether();
      }
      together.touching = new Touching(number, append);
    }
    boolean isContinued = remembered.next(append) == Remembered.Way.CONTINUED && key.isNone();
    if (isContinued) {
      together.continued.add(new Continued.Row(number, append));
    } else {
      locked.add(id);
      readsStop |= append.stopEpoch() != Write.ANY_EPOCH;
      together.entries.add(new Entries.Row(number, append, key, isBegin));
    }
    append.outputs().forEach(output -> together.outputs.add(new Outputs.Row(append, output)));
  }

  /// Begins with a write: after all that is about the same.
  private void begin(WorkId id, RequestKey key) {
    boolean isAlone =
        !together.about.contains(id) && (key.isNone() || !together.about.contains(key.requestId()));
    if (!isAlone) {
      endTogether();
    }
    together.about.add(id);
    if (!key.isNone()) {
      together.about.add(key.requestId());
    }
  }

  private void endTogether() {
    var ended = together;
    together = new Together();
    if (!ended.submits.isEmpty()) {
      parts.add(new Submits(ended.submits, this::result));
    }
    if (!ended.labels.isEmpty()) {
      parts.add(new Labels(ended.labels));
    }
    if (!ended.entries.isEmpty()) {
      parts.add(new Entries(replica, ended.entries, ended.touching, this::result));
    }
    if (ended.touching != null) {
      parts.addAll(ended.touching.parts());
    }
    if (!ended.continued.isEmpty()) {
      parts.add(new Continued(ended.continued, this::result));
    }
    parts.addAll(ended.singles);
    if (!ended.outputs.isEmpty()) {
      parts.add(new Outputs(ended.outputs));
    }
  }

  private void result(int number, WriteResult result) {
    results[number] = result;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /// What became of each write once the batch is through; null of one that was not carried out.
  @Nullable WriteResult[] results() {
    return results;
  }
}
