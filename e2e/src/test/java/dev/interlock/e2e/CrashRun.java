package dev.interlock.e2e;

import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.e2e.CrashCaller.Kept;
import dev.interlock.e2e.Findings.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Kills the server with kill -9, again and again, under the load of several callers: `make crash`.
/// Then looks whether anything that was acknowledged is lost, and by the jobs' own file whether any
/// job that must not run twice did. See docs/crash-tests.md.
public final class CrashRun {
  private static final int CALLERS = 6;
  private static final int MILLIS_BEFORE_A_KILL_MAX = 600;
  private static final int ONE_START_OF = 8;
  private static final int MILLIS_OF_A_START_MAX = 1_500;

  /// The second one is stopped and released all the time.
  private static final List<String> NAMES = List.of("Marks", "Flips");

  private final long seed = Long.getLong("seed", 1L);
  private final int kills = Integer.getInteger("kills", 500);
  private final Findings findings = new Findings();
  private final Uptime uptime = new Uptime();
  private final Calls calls = new Calls(uptime, findings);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Product product;
  private final Person person;

  private CrashRun(Path folder) throws IOException {
    this.product = Product.ofMarks(folder, NAMES.toArray(String[]::new));
    this.person = new Person(product, calls);
  }

  public static void main(String[] args) throws Exception {
    var folder = Files.createTempDirectory("interlock-crash");
    long begin = System.nanoTime();
    var run = new CrashRun(folder);
    try (var _ = run.product) {
      run.run();
    }
    run.write(Path.of(args[0]), Duration.ofNanos(System.nanoTime() - begin));
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
    uptime.isUp();
    var callers = new ArrayList<CrashCaller>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CALLERS; i++) {
      var caller =
          new CrashCaller("caller-" + i, NAMES, product, calls, person, findings, random.split());
      callers.add(caller);
      threads.add(Thread.ofVirtual().start(caller));
    }
    threads.add(
        Thread.ofVirtual()
            .start(new StopFlipper(NAMES.getLast(), product, calls, findings, random.split())));
    killAgainAndAgain();
    uptime.isOver();
    for (var thread : threads) {
      thread.join();
    }
    var effects = EffectLog.read(product.effects());
    var known = new HashSet<String>();
    for (var caller : callers) {
      for (var work : caller.works()) {
        known.add(work.id());
        check(work, effects);
      }
    }
    check(effects, known);
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

  private void check(Kept kept, EffectLog effects) throws InterruptedException {
    var request =
        StatusReq.newBuilder().setId(kept.id()).setView(StatusView.STATUS_VIEW_FULL).build();
    var found = calls.ask("submit of " + kept.id(), () -> product.works().status(request));
    if (found.isEmpty()) {
      return; // that is counted
    }
    var work = found.get();
    if (!CrashCaller.mayEndSo(kept, work)) {
      findings.wrong(Count.LOST, "%s is %s: %s".formatted(kept, work.getState(), work.getReason()));
    }
    int number = 0;
    for (var block : work.getBlocksList()) {
      for (var job : block.getJobsList()) {
        check(work, job, kept.id() + "/" + number++, effects);
      }
    }
  }

  private void check(StatusResp work, JobStatus job, String key, EffectLog effects) {
    long starts = effects.startsOf(key);
    var said = person.of(key);
    boolean isOnce = job.getName().equals("appendOnce");
    if (isOnce && starts > 1 + said.runAgain()) {
      findings.wrong(
          Count.ONCE_STARTED_TWICE, "%s was started %d times; %s".formatted(key, starts, said));
    }
    if (!isOnce && said.times() > 0) {
      findings.wrong(Count.OTHER_VIOLATIONS, "%s may run twice, and waited".formatted(key));
    }
    if (said.times() > 0) {
      findings.count(Count.UNKNOWN);
    }
    if (starts > 1 && said.times() == 0) {
      findings.count(Count.STARTED_AGAIN);
    }
    boolean isDoneUnseen =
        job.getState() == JobState.JOB_STATE_COMPLETED
            && starts == 0
            && said.last() != Resolution.RESOLUTION_DONE;
    boolean isSeenUndone = job.getState() == JobState.JOB_STATE_NOT_STARTED && starts > 0;
    if (isDoneUnseen || isSeenUndone) {
      findings.wrong(
          Count.OTHER_VIOLATIONS,
          "%s of a work that is %s is %s and was started %d times"
              .formatted(key, work.getState(), job.getState(), starts));
    }
  }

  /// What the jobs' file alone says.
  private void check(EffectLog effects, Set<String> known) {
    effects
        .attempts()
        .forEach((attempt, times) -> {
          if (times > 1) {
            findings.wrong(
                Count.OTHER_VIOLATIONS, "attempt %s started %d times".formatted(attempt, times));
          }
        });
    for (var key : effects.starts().keySet()) {
      if (!known.contains(key.substring(0, key.indexOf('/')))) {
        findings.wrong(
            Count.OTHER_VIOLATIONS, "%s is of a work that nobody was told of".formatted(key));
      }
    }
  }

  private void write(Path report, Duration took) throws IOException {
    var counts =
        Arrays.stream(Count.values())
            .map(count ->
                "\"%s\": %d".formatted(count.name().toLowerCase(Locale.ROOT), findings.of(count)))
            .collect(Collectors.joining(", "));
    var json = "{%s, \"seconds\": %d, \"seed\": %d}%n".formatted(counts, took.toSeconds(), seed);
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, json);
    System.out.print(json);
  }
}
