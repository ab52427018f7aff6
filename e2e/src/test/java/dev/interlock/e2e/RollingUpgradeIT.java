package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.CancelReq;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.e2e.Findings.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The servers of one database, under load, are replaced one by one by those of this build; they
/// were of the previous commit's. Where the sources have no history it is reported as not run.
@ExtendWith(NeedsHistory.class)
class RollingUpgradeIT {
  private static final int SERVERS = 3;

  /// Longer than the servers' grace, so that a server that ends interrupts some.
  private static final int LONG_JOB_MILLIS_MAX = 3_000;

  /// As many of such jobs, one by one, take longer than all of it.
  private static final int LASTING_JOBS = 2_000;

  private static final int LASTING_JOB_MILLIS = 200;
  private static final int CALLS_BETWEEN = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Build previous;

  @TempDir Path folder;
  private final Findings findings = new Findings();

  /// Which build each process was of, by its id.
  private final Map<Long, Build> buildOf = new HashMap<>();

  private Fleet fleet;
  private Load load;
  private Spans spans;

  @BeforeAll
  @Timeout(600)
  static void buildThePreviousCommit() throws Exception {
    previous = Build.ofPreviousCommit();
    System.out.printf(
        "RollingUpgradeIT: from %s of %s to %s%n",
        previous.id(), previous.home().getFileName(), Build.THIS.id());
  }

  @BeforeEach
  void start() throws IOException {
    fleet = Fleet.of(previous, SERVERS, folder, Load.NAMES.toArray(String[]::new));
    load = new Load(fleet, new Uptime(), findings);
    spans = new Spans(Path.of(fleet.effects() + ".spans"));
    for (var replica : fleet.replicas()) {
      noteStarted(replica.product(), previous);
    }
  }

  /// By its process itself, not by what the test meant to start.
  private void noteStarted(Product product, Build build) throws IOException {
    assertThat(product.home()).isEqualTo(build.home().toRealPath());
    buildOf.put(product.pid(), build);
  }

  @AfterEach
  void close() throws IOException {
    load.close();
    fleet.close();
  }

  @Test
  @Timeout(300)
  void loses_nothing_while_servers_are_replaced_one_by_one_and_one_goes_back() throws Exception {
    // versions that do not know of targets cannot go on with a work that has waited for one
    load.begin(LONG_JOB_MILLIS_MAX, 0, new SplittableRandom(Long.getLong("seed", 1L)));
    var lasting = beginLastingWorks();

    for (var replica : fleet.replicas()) {
      awaitAllRunWorks();
      replace(replica.product(), Build.THIS);
    }
    awaitAllRunWorks();
    new NewerSchema(fleet.postgres()).add();
    var back = fleet.replicas().getFirst().product();
    replace(back, previous);
    awaitAllRunWorks();
    lasting.forEach(this::cancel);
    load.endAndCheck(fleet.effects());
    spans.check(findings, load.killed());

    assertThat(findings.wrong()).isEmpty();
    assertThat(back.log())
        .contains("schema 0099 (later), which is newer than this Interlock and supports it");
    System.out.printf(
        "RollingUpgradeIT: %d works, %d calls acknowledged, %d cut off, %d jobs unknown, %d started"
            + " again; %d works have attempts by both builds%n",
        findings.of(Count.WORKS),
        findings.of(Count.ACKNOWLEDGED),
        findings.of(Count.CUT_OFF),
        findings.of(Count.UNKNOWN),
        findings.of(Count.STARTED_AGAIN),
        load.works().stream().filter(work -> buildsOf(work.id()).size() == 2).count());
    assertThat(lasting)
        .allSatisfy(work ->
            assertThat(buildsOf(work))
                .as("who began it and who went on")
                .contains(previous, Build.THIS));
  }

  /// A work on each server that lasts until it is cancelled.
  private List<String> beginLastingWorks() {
    var request = Marks.of("appendAgain", LASTING_JOBS, LASTING_JOB_MILLIS);
    return fleet.replicas().stream()
        .map(replica -> Marks.begin(replica.product().works(), request))
        .toList();
  }

  private void cancel(String work) {
    var request = CancelReq.newBuilder().setId(work).setReason("it has lasted long enough");
    var _ = fleet.works().cancel(request.build());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> status(work).getState() == WorkState.WORK_STATE_CANCELLED);
    load.add(new CrashCaller.Kept(work, true, CrashCaller.Deed.CANCEL));
  }

  private void replace(Product product, Build build) throws IOException {
    spans.processIsGone(product.pid());
    assertThat(product.stop()).isZero();
    product.of(build).start();
    noteStarted(product, build);
  }

  /// Waits until some more calls were acknowledged, and one look at the database shows all servers
  /// run works at once.
  private void awaitAllRunWorks() throws Exception {
    long before = findings.of(Count.ACKNOWLEDGED);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() ->
            findings.of(Count.ACKNOWLEDGED) >= before + CALLS_BETWEEN
                && processesThatRunWorks().equals(processes()));
    var builds =
        fleet.replicas().stream()
            .map(replica -> previous.equals(buildOf.get(replica.product().pid())) ? "old" : "new")
            .toList();
    System.out.println("RollingUpgradeIT: at once run works " + builds);
  }

  private Set<Long> processesThatRunWorks() {
    var running = new HashSet<Long>();
    for (var replica : fleet.replicas().getFirst().product().server().getReplicasList()) {
      if (isAlive(replica) && replica.getWorksRunning() > 0) {
        running.add(processOf(replica.getName()));
      }
    }
    return running;
  }

  private static boolean isAlive(Replica replica) {
    return replica.getLeaseLeft().getSeconds() > 0;
  }

  private Set<Long> processes() {
    var all = new HashSet<Long>();
    fleet.replicas().forEach(replica -> all.add(replica.product().pid()));
    return all;
  }

  /// A replica is called HOST:PROCESS-ID-RANDOM.
  private static long processOf(String replica) {
    var process = replica.substring(replica.lastIndexOf(':') + 1);
    return Long.parseLong(process.substring(0, process.indexOf('-')));
  }

  /// Who made the attempts of a work.
  private Set<Build> buildsOf(String work) {
    return status(work).getBlocksList().stream()
        .flatMap(block -> block.getJobsList().stream())
        .flatMap(job -> job.getAttemptsList().stream())
        .map(attempt -> buildOf.get(processOf(attempt.getReplica())))
        .collect(Collectors.toSet());
  }

  private StatusResp status(String work) {
    return Marks.status(fleet.works(), work);
  }
}
