package dev.interlock.sim;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.WorkAccount;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A work as the store has shown it so far.
final class WatchedWork {
  final WorkAccount account;
  final WorkMachine machine;
  final List<JournalEntry> journal = new ArrayList<>();

  /// By job and attempt.
  final Map<Integer, Long> fenceOfIntent = new HashMap<>();

  /// By fence.
  final Map<Long, Object> runners = new HashMap<>();

  /// The rounds of checks that have begun.
  final Set<CheckRound> checked = new HashSet<>(0);

  long fence;
  WorkRecord row;

  WatchedWork(WorkReq request, WorkRecord row) {
    this.row = row;
    account = new WorkAccount(request);
    machine = new WorkMachine(request);
  }
}
