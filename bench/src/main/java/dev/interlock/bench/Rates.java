package dev.interlock.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How fast works run, against what the database allows by itself.
///
/// The service and the floor take turns, and the middle round counts for each, so that what else
/// the machine does meets both.
///
/// @param prefix of the names of the figures
record Rates(String prefix, Database database, Load load, Report report) {
  private static final int ROUNDS = 9;
  private static final int WARM_ROUNDS = 3;
  private static final int WARM_UP_ROUNDS_MAX = 20;
  private static final int CHAIN_JOBS = 1_000;
  private static final int FAN_WORKS = 10;
  private static final int FAN_JOBS = 1_000;
  private static final int FAN_AT_ONCE = 50;
  private static final int SMALL_WORKS = 2_000;
  private static final int SMALL_BLOCKS = 5;
  private static final int SMALL_CALLERS = 32;
  private static final int CROWD_WORKS = 4_000;
  private static final int CROWD_CALLERS = 256;
  private static final int FLOOR_ROWS = 20_000;

  /// Goes on until the compiler has done its work and the rate no longer rises, but not for ever.
  void warmUp() throws InterruptedException {
    double best = 0;
    int roundsWithoutRise = 0;
    for (int i = 0; i < WARM_UP_ROUNDS_MAX && roundsWithoutRise < WARM_ROUNDS; i++) {
      load.run(Requests.of(CHAIN_JOBS, 1, 1), 4, 2);
      load.run(Requests.of(1, FAN_JOBS, FAN_AT_ONCE), 2 * FAN_WORKS, FAN_WORKS);
      var took = load.run(Requests.of(SMALL_BLOCKS, 1, 1), 2 * SMALL_WORKS, SMALL_CALLERS);
      double rate = took.perSecond(2 * SMALL_WORKS);
      roundsWithoutRise = rate > best ? 0 : roundsWithoutRise + 1;
      best = Math.max(best, rate);
    }
  }

  /// One work of sequential jobs: each step costs a commit, as it does without the service.
  void chain() throws Exception {
    var request = Requests.of(CHAIN_JOBS, 1, 1);
    var rates = new ArrayList<Double>();
    var floors = new ArrayList<Double>();
    for (int i = 0; i < ROUNDS; i++) {
      var before = database.journal();
      rates.add(load.run(request, 1, 1).perSecond(CHAIN_JOBS));
      var wrote = database.journal().since(before);
      floors.add(floor((int) (wrote.bytes() / wrote.rows()), 2 * CHAIN_JOBS, 1));
    }
    report.ratio(prefix + "chain", "steps/s", median(rates), "commits/s", median(floors), 0.8);
  }

  /// Runs works of sequential jobs, and answers how many steps they had.
  int steps() throws InterruptedException {
    var _ = load.run(Requests.of(CHAIN_JOBS, 1, 1), FAN_WORKS, 1);
    return FAN_WORKS * CHAIN_JOBS;
  }

  /// Works whose jobs run together: the floor commits as many rows at once as a block runs jobs.
  void fan() throws Exception {
    var request = Requests.of(1, FAN_JOBS, FAN_AT_ONCE);
    var rates = new ArrayList<Double>();
    var floors = new ArrayList<Double>();
    int jobs = FAN_WORKS * FAN_JOBS;
    for (int i = 0; i < ROUNDS; i++) {
      var before = database.journal();
      rates.add(load.run(request, FAN_WORKS, FAN_WORKS).perSecond(jobs));
      var wrote = database.journal().since(before);
      floors.add(floor((int) (wrote.bytes() / jobs), FLOOR_ROWS, FAN_AT_ONCE));
    }
    report.ratio(prefix + "fan", "jobs/s", median(rates), "rows/s", median(floors), 0.5);
  }

  /// Many small works, each submitted, executed and awaited through gRPC.
  void small() throws InterruptedException {
    var request = Requests.of(SMALL_BLOCKS, 1, 1);
    var rates = new ArrayList<Double>();
    var p50 = new ArrayList<Double>();
    var p99 = new ArrayList<Double>();
    for (int i = 0; i < ROUNDS; i++) {
      var took = load.run(request, SMALL_WORKS, SMALL_CALLERS);
      rates.add(took.perSecond(SMALL_WORKS));
      p50.add(took.percentileMillis(50));
      p99.add(took.percentileMillis(99));
    }
    report.small(prefix + "small", median(rates), median(p50), median(p99));
  }

  private double floor(int blobBytes, int rows, int rowsACommit) throws Exception {
    try (var floor = database.floor(blobBytes)) {
      var _ = floor.rowsPerSecond(rows, rowsACommit); // as warm as the service is
      return floor.rowsPerSecond(rows, rowsACommit);
    }
  }

  /// How many small works a second, each time through the one and through both: by so many callers
  /// that one has all it can do, and by few, who mostly wait for commits.
  ///
  /// @param both calls two servers in turn
  void shared(Load both) throws InterruptedException {
    var crowd = shared(both, CROWD_WORKS, CROWD_CALLERS);
    report.ratio(prefix + "two", "works/s", crowd.byTwo(), "by one", crowd.byOne(), 1.0);
    var few = shared(both, SMALL_WORKS, SMALL_CALLERS);
    report.number("pg_two_by_few_ratio", few.byTwo() / few.byOne());
  }

  /// Works a second.
  private record Shared(double byOne, double byTwo) {}

  private Shared shared(Load both, int works, int callers) throws InterruptedException {
    var request = Requests.of(SMALL_BLOCKS, 1, 1);
    var one = new ArrayList<Double>();
    var two = new ArrayList<Double>();
    for (int i = 0; i < ROUNDS; i++) {
      one.add(load.run(request, works, callers).perSecond(works));
      two.add(both.run(request, works, callers).perSecond(works));
    }
    return new Shared(median(one), median(two));
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
