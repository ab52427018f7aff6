package dev.interlock.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/// `make bench`: runs the benchmarks once and prints one table; the same figures go to
/// `bench/target/bench.json`.
public final class Main {
  private static final int FOLD_JOBS = 100_000;

  private final Path folder;
  private final ServerUnderTest server;
  private final Load load;
  private final Report report = new Report();

  private Main(Path folder, ServerUnderTest server) {
    this.folder = folder;
    this.server = server;
    this.load = new Load(server.channel());
  }

  /// Takes no arguments. Ends by itself, after about nine minutes.
  public static void main(String[] args) throws Exception {
    var target = Path.of("bench", "target");
    Files.createDirectories(target);
    var folder = Files.createTempDirectory(target, "run");
    Path database;
    var bench = new Main(folder, ServerUnderTest.start(folder, "sqlite"));
    try (var server = bench.server) {
      database = server.database();
      var rates = new Rates("", new Database.Sqlite(folder, database), bench.load, bench.report);
      rates.warmUp();
      rates.chain();
      rates.fan();
      rates.small();
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
    bench.onPostgres();
    bench.report.print(System.out);
    bench.report.writeJson(target.resolve("bench.json"));
  }

  /// The same on PostgreSQL, by one server, and then by two.
  private void onPostgres() throws Exception {
    var one = Files.createDirectory(folder.resolve("one"));
    var other = Files.createDirectory(folder.resolve("other"));
    try (var database = Database.Postgres.start(folder);
        var first = ServerUnderTest.start(one, database.url());
        var second = ServerUnderTest.start(other, database.url())) {
      var rates = new Rates("pg ", database, new Load(first.channel()), report);
      rates.warmUp();
      rates.chain();
      rates.fan();
      rates.small();
      disk(database, rates);
      var both = new Load(first.channel(), second.channel());
      new Rates("pg ", database, both, report).warmUp();
      rates.shared(both);
    }
  }

  /// What steps of sequential jobs cost PostgreSQL's disk.
  private void disk(Database.Postgres database, Rates rates) throws Exception {
    var before = database.disk();
    int steps = rates.steps();
    var after = database.disk();
    report.number("pg_log_bytes_a_step", (double) (after.log() - before.log()) / steps);
    report.number("pg_table_bytes_a_step", (double) (after.tables() - before.tables()) / steps);
  }

  private void runLargeWork() {
    report.number("large_work_seconds", load.runOne(Requests.of(1, FOLD_JOBS, 1_000)) / 1e9);
  }

  private void fold(Fold fold) {
    report.fold(fold);
  }
}
