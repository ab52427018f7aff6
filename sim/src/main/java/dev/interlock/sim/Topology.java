package dev.interlock.sim;

import dev.interlock.engine.journal.BucketSettings;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Target;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How many replicas a schedule has, and the works that they run.
record Topology(int replicas, int roomEach, List<WorkReq> works) {
  static final List<String> NAMES = List.of("Drill", "Patch");
  private static final List<String> TYPES =
      List.of("once", "once", "again", "again", "again", "seen");
  static final String QUICK_CHECK = "glance";

  /// The argument of jobs that take a token before they do anything.
  static final String BUCKET = "bucket";

  /// The argument of jobs that touch machines: their names, with commas between.
  private static final String MACHINES = "machines";

  static final BucketSettings TOKENS = new BucketSettings("rack", 2, 1, Duration.ofMillis(1_500));
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
    var onBreach = random.nextInt(3) == 0 ? OnBreach.PAUSE : OnBreach.FAIL;
    var tolerance =
        random.nextInt(4) == 0 ? Tolerance.of(random.nextInt(4)).with(onBreach) : Tolerance.UNSAID;
    var name = NAMES.get(random.nextInt(NAMES.size()));
    var checks = random.nextInt(8) == 0 ? checks(random, "") : Checks.NONE;
    return new WorkReq(name, "", blocks, tolerance, checks, oneInEight(random, 10_000));
  }

  /// @param of `blocks[2].`, or empty for those of the work
  private static Checks checks(SplittableRandom random, String of) {
    var continuous = random.nextInt(2) == 0 ? checks(random, of, "continuous") : List.<Job>of();
    return new Checks(
        random.nextInt(3) == 0 ? checks(random, of, "bypass") : List.of(),
        random.nextInt(2) == 0 ? checks(random, of, "pre") : List.of(),
        random.nextInt(2) == 0 ? checks(random, of, "post") : List.of(),
        continuous,
        continuous.isEmpty() ? Duration.ZERO : Duration.ofMillis(random.nextInt(1_000, 3_000)));
  }

  private static List<Job> checks(SplittableRandom random, String of, String list) {
    var jobs = new ArrayList<Job>();
    int count = random.nextInt(1, 3);
    for (int i = 0; i < count; i++) {
      var path = "%schecks.%s[%d]".formatted(of, list, i);
      jobs.add(
          new Job(random.nextInt(3) == 0 ? QUICK_CHECK : "check", "", Map.of("path", path), 0));
    }
    return jobs;
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
    var checks = random.nextInt(5) == 0 ? checks(random, "blocks[" + block + "].") : Checks.NONE;
    return new Block(
        "", pace(random), tolerance(random), single, rest, checks, turn(random, isLast));
  }

  private static Pace pace(SplittableRandom random) {
    var rate = new Rate(random.nextInt(1, 4), Duration.ofMillis(random.nextInt(1_000, 4_000)));
    var bake = random.nextBoolean() ? Duration.ofMillis(random.nextInt(2_000)) : Duration.ZERO;
    var shares = new ArrayList<Share>();
    int waves = random.nextInt(1, 4);
    for (int i = 0; i < waves; i++) {
      shares.add(
          random.nextBoolean()
              ? Share.count(random.nextInt(1, 4))
              : Share.percent(random.nextInt(1, 101)));
    }
    return new Pace(
        random.nextInt(1, 4),
        random.nextInt(6) == 0 ? rate : Rate.UNLIMITED,
        random.nextInt(6) == 0 ? new Ramp(shares, bake) : Ramp.NONE);
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
    var type = TYPES.get(random.nextInt(TYPES.size()));
    int retries = random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0;
    var args = new TreeMap<>(Map.of("path", path));
    if (random.nextInt(8) == 0 && type.equals("again")) {
      args.put(BUCKET, TOKENS.name());
    }
    int machine = random.nextInt(3);
    switch (random.nextInt(12)) {
      case 0, 1 -> args.put(MACHINES, "m" + machine);
      case 2 -> args.put(MACHINES, "m" + machine + ",m" + (machine + 1) % 3);
      default -> {}
    }
    return new Job(type, "", args, type.equals("once") ? 0 : retries);
  }

  static Set<Target> targetsOf(Job job) {
    var machines = job.args().get(MACHINES);
    return machines == null
        ? Set.of()
        : Stream.of(machines.split(",", -1))
            .map(machine -> new Target("machine", machine))
            .collect(Collectors.toSet());
  }
}
