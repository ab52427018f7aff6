package dev.interlock.engine.execute;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.replica.Tenure;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.Watchers;

/// What every runner of this process shares.
public record RunParts(
    JobTypes jobTypes,
    Journal journal,
    EmergencyStop stop,
    JobServices services,
    Watchers watchers,
    Tenure tenure,
    Clock clock) {
  WorkStore store() {
    return journal.store();
  }
}
