package dev.interlock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `make bench`: runs the benchmarks once and prints one table; the same figures go to
/// `bench/target/bench.json`.
///
/// The service and the floor take turns, and the middle round counts for each, so that what else
/// the machine does meets both.
public final class Main {
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
  private static final int FOLD_JOBS = 100_000;
  private static final int FLOOR_ROWS = 20_000;

  private final Path folder;
  private final ServerUnderTest server;
  private final Load load;
  private final Report report = new Report();

  private Main(Path folder, ServerUnderTest server) {
    this.folder = folder;
    this.server = server;
    this.load = new Load(server.channel());
  }

  /// Takes no arguments. Ends by itself, after about two minutes.
  public static void main(String[] args) throws Exception {
    var target = Path.of("bench", "target");
    Files.createDirectories(target);
    var folder = Files.createTempDirectory(target, "run");
    Path database;
    var bench = new Main(folder, ServerUnderTest.start(folder));
    try (var server = bench.server) {
      database = server.database();
      bench.warmUp();
      bench.chain();
      bench.fan();
      bench.small();
      bench.runLargeWork();
      new Watchers(server, bench.report).measure();
      var scale = new Scale(server.channel(), bench.load, bench.report);
      scale.fair();
      scale.sleepers();
      bench.report.number("sleepers_peak_rss_mib", (double) server.residentMib());
      scale.large();
      bench.report.number("server_peak_rss_mib", (double) server.residentMib());
    }
    bench.fold(Fold.largestIn(database));
    bench.report.print(System.out);
    bench.report.writeJson(target.resolve("bench.json"));
  }

  /// Goes on until the compiler has done its work and the rate no longer rises, but not for ever.
  private void warmUp() throws InterruptedException {
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
  private void chain() throws Exception {
    var request = Requests.of(CHAIN_JOBS, 1, 1);
    var rates = new ArrayList<Double>();
    var floors = new ArrayList<Double>();
    for (int i = 0; i < ROUNDS; i++) {
      var before = JournalSize.of(server.database());
      rates.add(load.run(request, 1, 1).perSecond(CHAIN_JOBS));
      var wrote = JournalSize.of(server.database()).since(before);
      floors.add(floor((int) (wrote.bytes() / wrote.rows()), 2 * CHAIN_JOBS, 1));
    }
    report.ratio("chain", "steps/s", median(rates), "commits/s", median(floors), 0.8);
  }

  /// Works whose jobs run together: the floor commits as many rows at once as a block runs jobs.
  private void fan() throws Exception {
    var request = Requests.of(1, FAN_JOBS, FAN_AT_ONCE);
    var rates = new ArrayList<Double>();
    var floors = new ArrayList<Double>();
    int jobs = FAN_WORKS * FAN_JOBS;
    for (int i = 0; i < ROUNDS; i++) {
      var before = JournalSize.of(server.database());
      rates.add(load.run(request, FAN_WORKS, FAN_WORKS).perSecond(jobs));
      var wrote = JournalSize.of(server.database()).since(before);
      floors.add(floor((int) (wrote.bytes() / jobs), FLOOR_ROWS, FAN_AT_ONCE));
    }
    report.ratio("fan", "jobs/s", median(rates), "rows/s", median(floors), 0.5);
  }

  /// Many small works, each submitted, executed and awaited through gRPC.
  private void small() throws InterruptedException {
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
    report.small(median(rates), median(p50), median(p99));
  }

  private void runLargeWork() {
    report.number("large_work_seconds", load.runOne(Requests.of(1, FOLD_JOBS, 1_000)) / 1e9);
  }

  private void fold(Fold fold) {
    report.fold(fold);
  }

  private double floor(int blobBytes, int rows, int rowsACommit) throws SQLException, IOException {
    try (var floor = Floor.open(folder, blobBytes)) {
      var _ = floor.rowsPerSecond(rows, rowsACommit); // as warm as the service is
      return floor.rowsPerSecond(rows, rowsACommit);
    }
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
