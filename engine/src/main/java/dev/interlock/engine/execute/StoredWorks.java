package dev.interlock.engine.execute;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.work.WorkId;
import java.time.InstantSource;
import java.util.Optional;

/// Works as their journals say, whoever runs them. Any thread; waits for the store.
public record StoredWorks(WorkStore store, InstantSource clock) {

  /// A work to the last entry that its journal has now. It is the caller's own and stays as it is;
  /// of what runs it shows no output.
  ///
  /// @return empty when there is no such work
  public Optional<WorkLook> look(WorkId id) {
    return store.find(id).map(this::look);
  }

  private WorkLook look(WorkRecord found) {
    var id = found.id();
    var request = store.requestOf(id);
    var folded = Folded.from(store, id, request);
    var machine = folded.machine();
    // the fold may have seen appends that came after the row was read
    var summary = WorkSummary.of(machine, found.origin().expiresAt());
    var now = new WorkRecord(id, found.origin(), found.fence(), folded.seq(), summary);
    return new WorkLook(clock.instant(), now, machine, _ -> Optional.empty());
  }

  /// What an attempt that has ended wrote, as far as it is kept; empty when it wrote nothing.
  ///
  /// @param job its number in the work
  /// @param attempt from 1
  public Optional<String> output(WorkId id, int job, int attempt) {
    return store.output(id, job, attempt);
  }
}
