package dev.interlock.e2e;

import dev.interlock.e2e.Findings.Count;
import dev.interlock.e2e.Fleet.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Three servers on one PostgreSQL under the load of several callers, while every few seconds one
/// of them is killed, stands still for longer than its lease, or does not reach the database, and
/// now and then the database itself is killed: `make chaos`. Then looks at everything as a
/// [CrashRun] does, and whether a limit was ever exceeded. See docs/crash-tests.md.
public final class ChaosRun {
  private static final int SERVERS = 3;

  /// Longer than a lease, so that others have taken over what a job ran of.
  private static final int LONG_JOB_MILLIS_MAX = 9_000;

  private static final int FAULT_EVERY_MILLIS_MAX = 4_000;
  private static final Duration PAST_THE_LEASE = Duration.ofSeconds(12);
  private static final int DATABASE_KILL_OF = 8;

  private final long seed = Long.getLong("seed", 1L);
  private final Duration length = Duration.ofSeconds(Integer.getInteger("seconds", 600));
  private final Findings findings = new Findings();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final CountDownLatch never = new CountDownLatch(1);
  private final Fleet fleet;
  private final Spans spans;
  private final Load load;

  private ChaosRun(Path folder) throws IOException {
    this.fleet = Fleet.of(SERVERS, folder, Load.NAMES.toArray(String[]::new));
    this.spans = new Spans(Path.of(fleet.effects() + ".spans"));
    this.load = new Load(fleet, new Uptime(), findings);
  }

  /// Ends by itself.
  ///
  /// @param args where the counts go
  public static void main(String[] args) throws Exception {
    var folder = Files.createTempDirectory("interlock-chaos");
    long begin = System.nanoTime();
    var run = new ChaosRun(folder);
    try (var _ = run.fleet) {
      run.run();
    }
    run.findings.write(Path.of(args[0]), Duration.ofNanos(System.nanoTime() - begin), run.seed);
    run.findings.wrong().forEach(System.out::println);
    if (!run.findings.wrong().isEmpty()) {
      System.out.println("the servers' files and logs are in " + folder);
      System.exit(1);
    }
  }

  private void run() throws Exception {
    load.begin(LONG_JOB_MILLIS_MAX, Load.MACHINES, random);
    for (long end = System.nanoTime() + length.toNanos(); System.nanoTime() < end; ) {
      pass(Duration.ofMillis(random.nextInt(FAULT_EVERY_MILLIS_MAX)));
      strike(fleet.replicas().get(random.nextInt(SERVERS)));
    }
    load.endAndCheck(fleet.effects());
    spans.check(findings, load.killed());
  }

  private void strike(Replica replica) throws Exception {
    if (random.nextInt(DATABASE_KILL_OF) == 0) {
      killDatabase();
      return;
    }
    switch (random.nextInt(5)) {
      case 0 -> kill(replica);
      case 1 -> freeze(replica);
      case 2 -> cut(replica, TcpProxy.Way.SHUT);
      case 3 -> cut(replica, TcpProxy.Way.NO_ANSWERS);
      default -> {
        replica.way().reset();
        findings.count(Count.RESETS);
      }
    }
  }

  private void killDatabase() throws IOException, InterruptedException {
    fleet.postgres().kill();
    findings.count(Count.DATABASE_KILLS);
    pass(Duration.ofMillis(random.nextInt(3_000)));
    fleet.postgres().startAgain();
  }

  private void kill(Replica replica) throws IOException, InterruptedException {
    long pid = replica.product().pid();
    replica.product().kill();
    spans.processIsGone(pid);
    findings.count(Count.KILLS);
    pass(Duration.ofMillis(random.nextInt(12_000)));
    replica.product().start();
  }

  /// What it does between going on and noticing is what its jobs' file tells; that it ran things
  /// meanwhile nobody can say.
  private void freeze(Replica replica) throws Exception {
    replica.product().signal("STOP");
    spans.processIsGone(replica.product().pid());
    findings.count(Count.FREEZES);
    pass(PAST_THE_LEASE);
    replica.product().signal("CONT");
  }

  private void cut(Replica replica, TcpProxy.Way way) throws InterruptedException {
    replica.way().set(way);
    findings.count(Count.CUTS);
    pass(Duration.ofMillis(random.nextInt((int) PAST_THE_LEASE.toMillis())));
    replica.way().set(TcpProxy.Way.OPEN);
  }

  /// Lets the servers run: nothing is waited for, and the time is all that counts.
  private void pass(Duration time) throws InterruptedException {
    var _ = never.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
