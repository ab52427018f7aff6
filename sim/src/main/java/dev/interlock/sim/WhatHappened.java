package dev.interlock.sim;

import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.CheckRound;
import dev.interlock.engine.work.Fact;

/// Counts what came to pass, as far as the journals tell it.
final class WhatHappened {
  private WhatHappened() {}

  static void count(WatchedWork work, JournalEntry entry, World world) {
    for (var fact : entry.facts()) {
      switch (fact) {
        case Fact.ChecksStarted(var round) ->
            world.happened(Happening.POST_AGAIN, work.checked.add(round) ? 0 : 1);
        case Fact.ChecksEnded(var round, var passed, _) -> count(round, passed, world);
        case Fact.PauseOrdered(var actor, _) ->
            world.happened(Happening.PAUSED_BY_FAILURES, actor.isEmpty() ? 1 : 0);
        case Fact _ -> {}
      }
    }
  }

  private static void count(CheckRound round, boolean passed, World world) {
    boolean isOfWork = round.block() == CheckRound.OF_WORK;
    switch (round.kind()) {
      case BYPASS -> {
        var bypassed = isOfWork ? Happening.WORK_BYPASSED : Happening.BLOCK_BYPASSED;
        world.happened(bypassed, passed ? 1 : 0);
      }
      case PRE -> world.happened(passed ? Happening.PRE_PASSED : Happening.PRE_FAILED, 1);
      case POST -> world.happened(passed ? Happening.POST_PASSED : Happening.POST_FAILED, 1);
      case CONTINUOUS -> world.happened(Happening.CONTINUOUS_FAILED, 1);
    }
  }

  static void countPace(WatchedWork work, World world) {
    var pace = work.account.pace();
    world.happened(Happening.RATE_REACHED, pace.fullIntervals());
    world.happened(Happening.WAVE_AFTER_WAVE, pace.laterWaves());
    world.happened(Happening.WAVE_BAKED, pace.bakedWaves());
  }
}
