package dev.interlock.engine.work;

import java.time.Instant;
import java.util.Locale;

/// What a work waits for that goes on by itself, in words for people.
final class Waits {
  private Waits() {}

  /// Of a work that has started; empty when it waits for nothing but for what runs.
  static String ofRunning(WorkProgress work, long now) {
    if (!work.isInBlock()) {
      return work.forward == null ? forChecks("the work", work.checks) : "";
    }
    var block = work.blocks[work.current];
    var name = "blocks[%d]".formatted(block.index);
    if (work.isBreached()) {
      return "%s starts nothing more and ends when what runs has ended; %s"
          .formatted(name, Reasons.ofFailure(work, block));
    }
    if (block.unknown() > 0) {
      return Reasons.ofUnknownJobs(work);
    }
    var checks = forChecks(name, block.checks);
    if (!checks.isEmpty()) {
      return checks;
    }
    return block.hasMoreToStart() ? toStartMore(name, work, block, now) : toLeave(name, block, now);
  }

  private static String forChecks(String whose, CheckProgress checks) {
    return checks
        .open()
        .map(kind ->
            "waits for the %s checks of %s".formatted(kind.name().toLowerCase(Locale.ROOT), whose))
        .orElse("");
  }

  private static String toStartMore(String name, WorkProgress work, BlockProgress block, long now) {
    if (block.enteredMillis() > now) {
      return until(name, "starts", block.enteredMillis(), "its entrance delay is over");
    }
    if (!work.awaited.isEmpty()) {
      return forTargets(work);
    }
    if (block.nextJobs(now, _ -> true).length > 0) {
      return "";
    }
    long next = block.nextStartMillis(now);
    return next == WorkMachine.NEVER || next <= now
        ? ""
        : until(name, "goes on", next, block.whyNotNow(now));
  }

  private static String forTargets(WorkProgress work) {
    var first = work.awaited.values().iterator().next();
    int more = work.awaited.size() - 1;
    return "%s waits for %s, which work %s uses%s"
        .formatted(
            work.places.path(first.job()),
            first.target(),
            first.user(),
            switch (more) {
              case 0 -> "";
              case 1 -> "; 1 more job waits so";
              default -> "; %d more jobs wait so".formatted(more);
            });
  }

  private static String toLeave(String name, BlockProgress block, long now) {
    long left = Math.max(block.enteredMillis(), block.leftMillis());
    return block.running() == 0 && left > now
        ? until(name, "ends", left, "its exit delay is over")
        : "";
  }

  private static String until(String name, String does, long millis, String why) {
    return "%s %s at %s, when %s".formatted(name, does, Instant.ofEpochMilli(millis), why);
  }
}
