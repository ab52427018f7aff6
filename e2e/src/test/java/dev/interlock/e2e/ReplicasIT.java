package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.PauseReq;
import dev.interlock.api.v1.ResumeReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that share a PostgreSQL database, and what becomes of the works of one that dies,
/// leaves, hangs, or does not reach the database.
class ReplicasIT {
  private static final Duration TAKEOVER_MAX = Duration.ofSeconds(15);
  private static final Duration HAND_OVER_MAX = Duration.ofSeconds(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(3);
  private static final int WORKS = 20;

  @TempDir Path folder;
  private Postgres postgres;
  private TcpProxy way;
  private Product one;
  private Product other;

  @BeforeEach
  void start() throws IOException {
    postgres = Postgres.in(folder);
    way = TcpProxy.to(postgres.port());
    one = replica("one", way.port());
    other = replica("other", postgres.port());
    one.start();
    other.start();
  }

  private Product replica(String name, int databasePort) throws IOException {
    return Product.ofMarks(Files.createDirectory(folder.resolve(name)), "Marks")
        .sharing(Postgres.urlAt(databasePort), folder.resolve("effects.log"))
        .set("shutdown-grace", "1s");
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    other.close();
    way.close();
    postgres.close();
  }

  @Test
  void the_other_takes_the_works_over_when_one_is_killed() {
    var ids = IntStream.range(0, WORKS).mapToObj(_ -> running(one)).toList();

    one.kill();
    long millis = awaitTakenOver(ids, TAKEOVER_MAX);

    System.out.printf("ReplicasIT: %d works taken over %d ms after kill -9%n", WORKS, millis);
  }

  @Test
  void the_other_takes_the_works_over_at_once_when_one_shuts_down() {
    var ids = IntStream.range(0, WORKS).mapToObj(_ -> running(one)).toList();

    assertThat(one.stop()).isZero();
    long millis = awaitTakenOver(ids, HAND_OVER_MAX);

    System.out.printf("ReplicasIT: %d works taken over %d ms after a shutdown%n", WORKS, millis);
  }

  @Test
  void one_that_stood_still_for_longer_than_its_lease_starts_nothing_of_what_it_had()
      throws Exception {
    var id = running(one);

    one.signal("STOP");
    var _ = awaitTakenOver(List.of(id), TAKEOVER_MAX);
    one.signal("CONT");

    await(TAKEOVER_MAX).until(() -> runningAttempts(one) == 0);
    assertThat(status(other, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
    assertThat(runningAttempts(other)).isEqualTo(1);
    var effects = EffectLog.read(folder.resolve("effects.log"));
    assertThat(effects.startsOf(id + "/0")).isEqualTo(2);
    assertThat(effects.attempts().values()).as("each attempt by itself").containsOnly(1L);
    // and it is of use again
    assertThat(running(one)).isNotEmpty();
  }

  @Test
  void without_its_database_a_server_says_so_lets_go_and_goes_on_by_itself_when_it_is_back() {
    assertThat(other.stop()).isZero();
    var id = running(one);

    way.set(TcpProxy.Way.SHUT);

    var refused = new StatusRuntimeException[1];
    await(Duration.ofSeconds(20))
        .until(() -> {
          try {
            var _ = status(one, id);
            return false;
          } catch (StatusRuntimeException e) {
            refused[0] = e;
            return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
          }
        });
    assertThat(StatusProto.fromThrowable(refused[0]))
        .satisfies(status ->
            assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class)));
    await(Duration.ofSeconds(10)).until(() -> runningAttempts(one) == 0);

    way.reset(); // what hung is gone for good
    way.set(TcpProxy.Way.OPEN);

    await(TAKEOVER_MAX).until(() -> hasRunAgain(one, id));
  }

  @Test
  void a_verb_reaches_a_work_through_any_server_and_any_server_shows_it() {
    var id = running(one);

    var _ = other.works().pause(PauseReq.newBuilder().setId(id).setReason("a drill").build());
    assertThat(status(one, id).getState()).isEqualTo(WorkState.WORK_STATE_PAUSING);
    var _ = other.works().resume(ResumeReq.newBuilder().setId(id).setReason("a drill").build());
    assertThat(status(one, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
    assertThat(status(other, id).getState()).isEqualTo(WorkState.WORK_STATE_RUNNING);
  }

  @Test
  void the_emergency_stop_by_one_server_stops_what_another_runs() {
    var id = running(one);
    var millis = new AtomicLong();

    var _ = other.stops().stop(StopReq.newBuilder().setName("all").setReason("a drill").build());

    await(STOP_MAX)
        .conditionEvaluationListener(look -> millis.set(look.getElapsedTimeInMS()))
        .until(() -> status(one, id).getState() == WorkState.WORK_STATE_ES_STOPPED);
    System.out.printf("ReplicasIT: stopped by the other server after %d ms%n", millis.get());
    assertThat(refusalOfSubmit(one)).contains("a drill");
  }

  @Test
  void the_emergency_stop_by_its_file_works_without_the_database() throws Exception {
    var _ = running(one);
    way.set(TcpProxy.Way.SHUT);

    one.write("es.json", "{\"Name\": \"Marks\", \"Status\": \"stop\"}");

    // long before the lease is lost, which would interrupt it too
    await(STOP_MAX).until(() -> runningAttempts(one) == 0);
  }

  @Test
  void a_watch_goes_on_at_another_server_without_gap_or_repeat() {
    var id = Marks.begin(other.works(), Marks.of("appendAgain", 20, 200));
    var seen = new TreeMap<Integer, JobState>();
    var seqs = new ArrayList<Long>();

    var first = one.works().watch(WatchReq.newBuilder().setId(id).build());
    while (seqs.size() < 5) {
      take(first.next(), seqs, seen);
    }
    one.kill();
    var second =
        other.works().watch(WatchReq.newBuilder().setId(id).setAfterSeq(seqs.getLast()).build());
    second.forEachRemaining(change -> take(change, seqs, seen));

    assertThat(seqs).isSorted().doesNotHaveDuplicates();
    assertThat(seen.values()).hasSize(20).containsOnly(JobState.JOB_STATE_COMPLETED);
    assertThat(status(other, id).getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
  }

  /// Only what has changed is in a change, so that a gap leaves a job as it was.
  private static void take(WatchResp change, List<Long> seqs, Map<Integer, JobState> seen) {
    seqs.add(change.getSeq());
    change.getJobsList().forEach(job -> seen.put(job.getIndex(), job.getState()));
  }

  private static String refusalOfSubmit(Product product) {
    try {
      return "accepted " + product.works().submit(workOf(1)).getId();
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// @return how many milliseconds that took
  private long awaitTakenOver(List<String> ids, Duration max) {
    var millis = new AtomicLong();
    await(max)
        .conditionEvaluationListener(look -> millis.set(look.getElapsedTimeInMS()))
        .until(() -> ids.stream().allMatch(id -> hasRunAgain(other, id)));
    return millis.get();
  }

  private static ConditionFactory await(Duration max) {
    return Awaitility.await()
        .atMost(max)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsMatching(e ->
            e instanceof StatusRuntimeException call
                && call.getStatus().getCode() == Status.Code.UNAVAILABLE);
  }

  private static boolean hasRunAgain(Product product, String id) {
    var job = status(product, id).getBlocks(0).getJobs(0);
    return job.getAttemptsCount() == 2 && !job.getAttempts(1).hasEnded();
  }

  /// By what the server itself says it runs.
  private static int runningAttempts(Product product) throws Exception {
    return product.metric("interlock_attempts_running");
  }

  private static String running(Product product) {
    return Marks.running(product.works(), workOf(60_000));
  }

  private static WorkReq workOf(int millis) {
    return Marks.of("appendAgain", 1, millis);
  }

  private static StatusResp status(Product product, String id) {
    return Marks.status(product.works(), id);
  }
}
