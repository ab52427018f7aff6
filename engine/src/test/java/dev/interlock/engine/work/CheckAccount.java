package dev.interlock.engine.work;

import static dev.interlock.engine.work.BrokenInvariant.require;

import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How far the checks of a work and of its blocks are, counted from the facts as docs/requests.md
/// has it.
final class CheckAccount {
  private static final int KINDS = 4;

  private final WorkReq request;

  /// By owner and kind: first those of the work, then those of each block.
  private final RoundState[] states;

  /// By owner: whether one failed that had to pass.
  private final boolean[] failed;

  private enum RoundState {
    NOT_STARTED,
    OPEN,
    PASSED,
    FAILED
  }

  CheckAccount(WorkReq request) {
    this.request = request;
    failed = new boolean[request.blocks().size() + 1];
    states = new RoundState[failed.length * KINDS];
    Arrays.fill(states, RoundState.NOT_STARTED);
  }

  Checks of(int owner) {
    return owner == CheckRound.OF_WORK ? request.checks() : request.blocks().get(owner).checks();
  }

  /// The jobs of a round: before the first start the continuous checks run with the pre checks.
  List<Job> jobs(CheckRound round) {
    var checks = of(round.block());
    return switch (round.kind()) {
      case BYPASS -> checks.bypass();
      case PRE -> {
        var both = new ArrayList<>(checks.pre());
        both.addAll(checks.continuous());
        yield both;
      }
      case CONTINUOUS -> checks.continuous();
      case POST -> checks.post();
    };
  }

  private RoundState state(int owner, CheckKind kind) {
    return states[place(owner, kind)];
  }

  private static int place(int owner, CheckKind kind) {
    int ofKind =
        switch (kind) {
          case BYPASS -> 0;
          case PRE -> 1;
          case CONTINUOUS -> 2;
          case POST -> 3;
        };
    return (owner + 1) * KINDS + ofKind;
  }

  void started(CheckRound round) {
    int owner = round.block();
    require(state(owner, round.kind()) == RoundState.NOT_STARTED, "I7", round + " begins once");
    require(!jobs(round).isEmpty(), "I7", "there are no checks for " + round);
    require(!hasFailed(owner), "I7", round + " begins after a check has failed");
    switch (round.kind()) {
      case BYPASS -> {}
      case PRE -> require(isNotBypassed(owner), "I7", "bypass checks come first");
      case POST -> require(letStart(owner), "I7", "post checks before the others have passed");
      case CONTINUOUS -> throw new BrokenInvariant("I7", "continuous checks are not begun");
    }
    states[place(owner, round.kind())] = RoundState.OPEN;
  }

  void ended(CheckRound round, boolean passed) {
    int owner = round.block();
    require(!hasFailed(owner), "I7", round + " ends after a check has failed");
    if (round.kind() == CheckKind.CONTINUOUS) {
      require(!passed && letStart(owner), "I7", "continuous checks end when one fails");
    } else {
      require(state(owner, round.kind()) == RoundState.OPEN, "I7", "nobody waits for " + round);
    }
    states[place(owner, round.kind())] = passed ? RoundState.PASSED : RoundState.FAILED;
    failed[owner + 1] |= !passed && round.kind() != CheckKind.BYPASS;
  }

  /// An attempt starts in a block: what its post checks have found of it is out of date.
  void attemptStarted(int block) {
    states[place(block, CheckKind.POST)] = RoundState.NOT_STARTED;
  }

  private boolean isNotBypassed(int owner) {
    return of(owner).bypass().isEmpty() || state(owner, CheckKind.BYPASS) == RoundState.FAILED;
  }

  boolean isBypassed(int owner) {
    return state(owner, CheckKind.BYPASS) == RoundState.PASSED;
  }

  boolean hasFailed(int owner) {
    return failed[owner + 1];
  }

  /// Whether anything may start of the work or of a block, as far as its checks go.
  boolean letStart(int owner) {
    boolean hasToPass = !of(owner).pre().isEmpty() || !of(owner).continuous().isEmpty();
    return isNotBypassed(owner)
        && (!hasToPass || state(owner, CheckKind.PRE) == RoundState.PASSED)
        && !hasFailed(owner);
  }

  /// Whether it counts as completed, as far as its checks go.
  boolean letComplete(int owner) {
    boolean isConfirmed =
        of(owner).post().isEmpty() || state(owner, CheckKind.POST) == RoundState.PASSED;
    return isBypassed(owner) || (letStart(owner) && isConfirmed);
  }

  /// Adds the rounds that should be running now.
  ///
  /// @param hasBegun whether its continuous checks may have to
  void addRunning(int owner, boolean hasBegun, List<CheckRound> to) {
    if (of(owner).jobCount() == 0 || hasFailed(owner)) {
      return;
    }
    for (var kind : CheckKind.values()) {
      boolean isContinuous =
          kind == CheckKind.CONTINUOUS
              && hasBegun
              && letStart(owner)
              && !of(owner).continuous().isEmpty();
      if (isContinuous || state(owner, kind) == RoundState.OPEN) {
        to.add(new CheckRound(owner, kind));
      }
    }
  }
}
