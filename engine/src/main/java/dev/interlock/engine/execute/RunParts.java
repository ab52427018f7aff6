package dev.interlock.engine.execute;

import dev.interlock.engine.catalogue.JobTypes;
import dev.interlock.engine.journal.Journal;
import dev.interlock.engine.journal.WorkStore;
import dev.interlock.engine.stop.EmergencyStop;
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.watch.Watchers;

/// What every runner of this process shares.
public record RunParts(
    JobTypes jobTypes,
    WorkStore store,
    Journal journal,
    EmergencyStop stop,
    JobServices services,
    Watchers watchers,
    Clock clock) {}
