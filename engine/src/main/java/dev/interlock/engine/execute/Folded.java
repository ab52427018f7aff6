package dev.interlock.engine.execute;

import dev.interlock.engine.journal.Claim;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.TargetUse;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.Optional;

/// A work as its journal says.
///
/// @param seq of the last entry
/// @param touched what its jobs have, as the store says; not known of one that is only looked at
public record Folded(WorkMachine machine, long seq, List<TargetUse> touched) {
  /// A work whose whole journal the caller has just written.
  public static Folded of(List<JournalEntry> entries, WorkReq request) {
    var machine = new WorkMachine(request);
    entries.forEach(entry -> entry.facts().forEach(fact -> machine.apply(fact, entry.at())));
    return new Folded(machine, entries.getLast().seq(), List.of());
  }

  /// What the runner of a claim goes on from.
  ///
  /// @return empty when the work is another's by now
  public static Optional<Folded> under(Claim claim, WorkStore store, WorkReq request) {
    var folded = toGoOnFrom(store, claim.id(), request);
    // looked up after the journal was read, whose last entries may be another's else
    return store.find(claim.id()).filter(work -> work.fence() == claim.fence()).map(_ -> folded);
  }

  /// What a runner goes on from whose claim nobody else has taken yet.
  public static Folded toGoOnFrom(WorkStore store, WorkId id, WorkReq request) {
    var folded = from(store, id, request);
    boolean mayTouch = folded.machine.startedMillis() > 0; // nothing is taken before
    var touched = mayTouch ? store.usedBy(id) : List.<TargetUse>of();
    return new Folded(folded.machine, folded.seq, touched);
  }

  /// Applies every stored fact of a work, in order.
  public static Folded from(WorkStore store, WorkId id, WorkReq request) {
    var machine = new WorkMachine(request);
    long seq =
        store.readJournal(
            id, 0, entry -> entry.facts().forEach(fact -> machine.apply(fact, entry.at())));
    return new Folded(machine, seq, List.of());
  }
}
