package dev.interlock.e2e;

import dev.interlock.e2e.Findings.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;

/// Kills the server with kill -9, again and again, under the load of several callers: `make crash`.
/// Then looks whether anything that was acknowledged is lost, and by the jobs' own file whether any
/// job that must not run twice did. See docs/crash-tests.md.
public final class CrashRun {
  private static final int MILLIS_BEFORE_A_KILL_MAX = 600;
  private static final int ONE_START_OF = 8;
  private static final int MILLIS_OF_A_START_MAX = 1_500;

  private final long seed = Long.getLong("seed", 1L);
  private final int kills = Integer.getInteger("kills", 500);
  private final Findings findings = new Findings();
  private final Uptime uptime = new Uptime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Product product;
  private final Load load;

  private CrashRun(Path folder) throws IOException {
    this.product = Product.ofMarks(folder, Load.NAMES.toArray(String[]::new));
    this.load = new Load(product, uptime, findings);
  }

  public static void main(String[] args) throws Exception {
    var folder = Files.createTempDirectory("interlock-crash");
    long begin = System.nanoTime();
    var run = new CrashRun(folder);
    try (var _ = run.product) {
      run.run();
    }
    run.findings.write(Path.of(args[0]), Duration.ofNanos(System.nanoTime() - begin), run.seed);
    run.findings.wrong().forEach(System.out::println);
    if (!run.findings.wrong().isEmpty()) {
      System.out.println("the server's files and its log are in " + folder);
      System.exit(1);
    }
  }

  private void run() throws Exception {
    product.start();
    if (product.stop() != 0) { // so that the next starts are quick
      findings.wrong(Count.OTHER_VIOLATIONS, "the first server did not stop in order");
    }
    product.start();
    load.begin(0, Load.MACHINES, random);
    killAgainAndAgain();
    load.endAndCheck(product.effects());
  }

  private void killAgainAndAgain() throws IOException, InterruptedException {
    for (int kill = 1; kill <= kills; kill++) {
      product.letRunFor(Duration.ofMillis(random.nextInt(MILLIS_BEFORE_A_KILL_MAX)));
      uptime.isDown();
      product.kill();
      findings.count(Count.KILLS);
      while (kill < kills && random.nextInt(ONE_START_OF) == 0) {
        var _ = product.begin();
        product.letRunFor(Duration.ofMillis(random.nextInt(MILLIS_OF_A_START_MAX)));
        product.kill();
        findings.count(Count.KILLS);
        findings.count(Count.KILLS_DURING_START);
        kill++;
      }
      product.start();
      uptime.isUp();
      if (kill % 50 == 0) {
        System.out.printf(
            "%d kills, %d works, %d calls acknowledged%n",
            kill, findings.of(Count.WORKS), findings.of(Count.ACKNOWLEDGED));
      }
    }
  }
}
