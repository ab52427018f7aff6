package dev.interlock.sim;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// How many replicas a schedule has, and the works that they run.
record Topology(int replicas, int roomEach, List<WorkReq> works) {
  static final List<String> NAMES = List.of("Drill", "Patch");
  private static final List<Condition> CONDITIONS = List.of(Condition.values());
  private static final List<Role> DEFERRED = List.of(Role.ON_SUCCESS, Role.ON_FAILURE, Role.ALWAYS);

  /// One as the seed says: small, so that a schedule is short and a defect shows in few events.
  static Topology of(SplittableRandom random, Faults faults) {
    int replicas = random.nextInt(1, 4);
    int count = random.nextInt(1, 5);
    int room = 1 + random.nextInt(2);
    var works = new ArrayList<WorkReq>();
    for (int i = 0; i < count; i++) {
      works.add(work(random.split()));
    }
    boolean isNarrow = faults.has(Fault.NO_ROOM) && room * replicas < count;
    if (isNarrow) {
      faults.happened(Fault.NO_ROOM);
    }
    return new Topology(replicas, isNarrow ? room : 10, List.copyOf(works));
  }

  private static WorkReq work(SplittableRandom random) {
    var blocks = new ArrayList<Block>();
    int count = random.nextInt(1, 4);
    for (int b = 0; b < count; b++) {
      blocks.add(block(random, b, b > 0 && b == count - 1));
    }
    var tolerance = random.nextInt(4) == 0 ? Tolerance.of(random.nextInt(4)) : Tolerance.UNSAID;
    var name = NAMES.get(random.nextInt(NAMES.size()));
    return new WorkReq(name, "", blocks, tolerance, Checks.NONE, oneInEight(random, 10_000));
  }

  private static Block block(SplittableRandom random, int block, boolean isLast) {
    int singles = random.nextInt(5);
    int sequences = random.nextInt(singles == 0 ? 1 : 0, 3);
    var single = new ArrayList<Job>();
    for (int j = 0; j < singles; j++) {
      single.add(job(random, "blocks[" + block + "].jobs[" + j + "]"));
    }
    var rest = new ArrayList<Sequence>();
    for (int s = 0; s < sequences; s++) {
      var jobs = new ArrayList<Job>();
      int length = random.nextInt(1, 4);
      for (int j = 0; j < length; j++) {
        jobs.add(job(random, "blocks[" + block + "].sequences[" + s + "].jobs[" + j + "]"));
      }
      rest.add(new Sequence("", jobs));
    }
    var pace = Pace.of(random.nextInt(1, 4));
    return new Block("", pace, tolerance(random), single, rest, Checks.NONE, turn(random, isLast));
  }

  private static Turn turn(SplittableRandom random, boolean isLast) {
    var deferred = DEFERRED.get(random.nextInt(DEFERRED.size()));
    var role = isLast && random.nextInt(3) == 0 ? deferred : Role.FORWARD;
    boolean isForward = role == Role.FORWARD;
    var condition = CONDITIONS.get(random.nextInt(8) == 0 ? random.nextInt(3) : 0);
    return new Turn(
        role,
        isForward ? condition : Condition.ALWAYS,
        oneInEight(random, 500),
        oneInEight(random, 500),
        oneInEight(random, 4_000));
  }

  private static Duration oneInEight(SplittableRandom random, int millisMax) {
    int millis = random.nextInt(100, millisMax);
    return random.nextInt(8) == 0 ? Duration.ofMillis(millis) : Duration.ZERO;
  }

  private static Tolerance tolerance(SplittableRandom random) {
    return new Tolerance(
        random.nextInt(3),
        random.nextInt(4) == 0 ? random.nextInt(101) : Tolerance.UNSET,
        random.nextInt(4) == 0 ? random.nextInt(3) : Tolerance.UNSET,
        random.nextInt(4) == 0,
        random.nextInt(5) == 0 ? OnBreach.PAUSE : OnBreach.FAIL);
  }

  /// Carries its own path, so that it shows when another job runs in its place.
  private static Job job(SplittableRandom random, String path) {
    boolean isOnce = random.nextInt(3) == 0;
    int retries = random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0;
    return new Job(isOnce ? "once" : "again", "", Map.of("path", path), isOnce ? 0 : retries);
  }
}
