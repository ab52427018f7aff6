package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.ResolveJobReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import dev.interlock.client.WorkStates;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the real server at random moments of running works. Works of which a kill cut off a
/// job that must not run twice wait for a person, who is played here.
class CrashIT {
  private static final int KILLS = Integer.getInteger("crash.kills", 20);
  private static final int MILLIS_BEFORE_A_KILL_MAX = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// In the order in which they are said: FAILED ends the work.
  private static final List<Resolution> RESOLUTIONS =
      List.of(
          Resolution.RESOLUTION_DONE,
          Resolution.RESOLUTION_RUN_AGAIN,
          Resolution.RESOLUTION_FAILED);

  /// How many starts each job had, by its key; from the file that the jobs themselves append to.
  private Map<String, Long> starts = Map.of();

  private int killedInACall;

  /// What was said of jobs of which nobody knew what became of them, by their keys.
  private final Map<String, Resolution> resolved = new HashMap<>();

  @TempDir Path folder;

  @Test
  @Timeout(1_600)
  void loses_nothing_and_starts_no_once_job_twice_over_many_kills() throws Exception {
    long seed = Long.getLong("seed", 20261123L);
    System.out.println("CrashIT seed " + seed);
    var random = new SplittableRandom(seed);
    var acknowledged = new ArrayList<String>();
    var killedAt = new HashMap<String, Instant>();
    try (var product = Product.ofMarks(folder, "Marks")) {
      product.start();
      assertThat(product.stop()).isZero(); // so that the next starts are quick
      product.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        var again = Marks.begin(product.works(), workOf("appendAgain", random));
        var once = Marks.begin(product.works(), workOf("appendOnce", random));
        acknowledged.addAll(List.of(again, once));
        var caller = new Caller(product, "kill-" + kill);
        product.letRunFor(Duration.ofMillis(random.nextInt(MILLIS_BEFORE_A_KILL_MAX)));
        product.kill();
        killedAt.put(again, Instant.now());
        killedAt.put(once, Instant.now());
        caller.join();
        product.start();
        acknowledged.addAll(caller.repeatWhatWasNotAnswered(product));
      }
      assertThat(killedInACall).as("kills in the middle of a call").isPositive();
      for (var id : acknowledged) {
        resolveToTheEnd(product, id, random);
        checkEnded(status(product, id));
      }
      starts = EffectLog.read(product.effects()).starts();
      acknowledged.forEach(id -> checkStarts(status(product, id)));
      killedAt.forEach((id, when) -> checkRanAt(product, id, when));
      long startedAgain =
          starts.entrySet().stream()
              .filter(job -> job.getValue() > 1 && !resolved.containsKey(job.getKey()))
              .count();
      System.out.printf(
          "CrashIT: %d kills (%d in a call), %d works, %d jobs started, %d started again, resolved"
              + " %s%n",
          KILLS,
          killedInACall,
          acknowledged.size(),
          starts.size(),
          startedAgain,
          resolved.values().stream()
              .collect(Collectors.groupingBy(as -> as, TreeMap::new, Collectors.counting())));
      assertThat(startedAgain).as("jobs that a kill cut off and that were run again").isPositive();
      assertThat(resolved.values())
          .as("what was said of jobs that a kill cut off and that must not run again")
          .contains(
              Resolution.RESOLUTION_DONE,
              Resolution.RESOLUTION_FAILED,
              Resolution.RESOLUTION_RUN_AGAIN);
    }
  }

  private static WorkReq workOf(String jobType, SplittableRandom random) {
    var work = WorkReq.newBuilder().setName("Marks");
    for (int b = 0; b < 5; b++) {
      var block = Block.newBuilder().setRateLimit(3);
      for (int j = 0; j < 6; j++) {
        block.addJobs(
            Job.newBuilder()
                .setName(jobType)
                .putArgs("millis", Integer.toString(random.nextInt(20, 80))));
      }
      work.addBlocks(block);
    }
    return work.build();
  }

  /// Submits and executes small works one after another until a call is not answered.
  private final class Caller {
    private static final int WORKS_MAX = 20;

    private final Thread thread;
    private final String name;
    private final List<String> executed = new ArrayList<>();

    /// The call under way: repeated with the same request id it must have the same result.
    private int number;

    private String submitted = "";
    private boolean isCutOff;
    private @Nullable StatusRuntimeException failure;

    Caller(Product product, String name) {
      this.name = name;
      this.thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (number = 0; number < WORKS_MAX; number++) {
                    submitAndExec(product);
                  }
                } catch (StatusRuntimeException e) {
                  isCutOff = e.getStatus().getCode() == Status.Code.UNAVAILABLE;
                  failure = e;
                }
              });
    }

    private void submitAndExec(Product product) {
      if (submitted.isEmpty()) {
        submitted = product.works().submit(smallWork()).getId();
      }
      var exec = ExecReq.newBuilder().setId(submitted).setRequestId(name + "-exec-" + number);
      var _ = product.works().exec(exec.build());
      executed.add(submitted);
      submitted = "";
    }

    private WorkReq smallWork() {
      var job = Job.newBuilder().setName(number % 2 == 0 ? "appendAgain" : "appendOnce");
      return WorkReq.newBuilder()
          .setName("Marks")
          .setRequestId(name + "-submit-" + number)
          .addBlocks(Block.newBuilder().setRateLimit(1).addJobs(job.putArgs("millis", "0")))
          .build();
    }

    void join() throws InterruptedException {
      thread.join();
      assertThat(isCutOff ? null : failure).as("a call that was answered").isNull();
      killedInACall += isCutOff ? 1 : 0;
    }

    /// @return the works whose Exec was acknowledged, before the kill or now
    List<String> repeatWhatWasNotAnswered(Product product) {
      if (isCutOff) {
        submitAndExec(product);
      }
      return executed;
    }
  }

  /// Says what became of jobs, whenever the work waits for that, until it has ended.
  private void resolveToTheEnd(Product product, String id, SplittableRandom random) {
    while (true) {
      var now = awaitEndOrQuestion(product, id);
      if (WorkStates.hasEnded(now.getState())) {
        return;
      }
      assertThat(now.getReason()).startsWith("waits for a person to say what became of blocks[");
      var answers = new TreeMap<Resolution, List<String>>();
      int number = 0;
      for (var block : now.getBlocksList()) {
        for (var job : block.getJobsList()) {
          if (job.getState() == JobState.JOB_STATE_UNKNOWN) {
            var as = RESOLUTIONS.get(random.nextInt(RESOLUTIONS.size()));
            resolved.put(id + "/" + number, as);
            answers
                .computeIfAbsent(as, _ -> new ArrayList<>())
                .add("blocks[%d].jobs[%d]".formatted(job.getBlock(), job.getIndex()));
          }
          number++;
        }
      }
      for (var as : RESOLUTIONS) {
        if (answers.containsKey(as)) {
          var _ =
              product
                  .works()
                  .resolveJob(
                      ResolveJobReq.newBuilder()
                          .setId(id)
                          .setReason("looked at the file")
                          .addAllJobs(answers.get(as))
                          .setAs(as)
                          .build());
        }
      }
    }
  }

  private static StatusResp awaitEndOrQuestion(Product product, String id) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> status(product, id),
            now -> WorkStates.hasEnded(now.getState()) || waitsForPerson(now));
  }

  private static boolean waitsForPerson(StatusResp work) {
    return work.getState() == WorkState.WORK_STATE_WAITING && work.getCounts().getUnknown() > 0;
  }

  /// Checks that the work may have ended so.
  private void checkEnded(StatusResp work) {
    boolean mayHaveFailed =
        resolved.entrySet().stream()
            .anyMatch(job ->
                job.getKey().startsWith(work.getId() + "/")
                    && job.getValue() == Resolution.RESOLUTION_FAILED);
    assertThat(work.getState())
        .as("work %s: %s", work.getId(), work.getReason())
        .isEqualTo(mayHaveFailed ? WorkState.WORK_STATE_FAILED : WorkState.WORK_STATE_COMPLETED);
  }

  /// Else the kill proved nothing.
  private static void checkRanAt(Product product, String id, Instant kill) {
    var ended = status(product, id).getEnded();
    assertThat(Instant.ofEpochSecond(ended.getSeconds(), ended.getNanos()))
        .as("end of work %s, during which its server was killed", id)
        .isAfter(kill);
  }

  private void checkStarts(StatusResp work) {
    int number = 0;
    for (var block : work.getBlocksList()) {
      for (var job : block.getJobsList()) {
        checkStarts(job, work.getId() + "/" + number++);
      }
    }
  }

  private void checkStarts(JobStatus job, String key) {
    long started = starts.getOrDefault(key, 0L);
    boolean isResolved = resolved.containsKey(key);
    if (job.getName().equals("appendOnce")) {
      boolean mayRunAgain = resolved.get(key) == Resolution.RESOLUTION_RUN_AGAIN;
      assertThat(started)
          .as("starts of the ONCE job %s, said to be %s", key, resolved.get(key))
          .isLessThanOrEqualTo(mayRunAgain ? 2 : 1);
    } else {
      assertThat(isResolved).as("job %s, which may run twice, waited for a person", key).isFalse();
      assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
    }
    if (job.getState() == JobState.JOB_STATE_COMPLETED
        && resolved.get(key) != Resolution.RESOLUTION_DONE) {
      assertThat(started).as("the completed job %s has run", key).isPositive();
    }
    if (job.getState() == JobState.JOB_STATE_NOT_STARTED) {
      assertThat(started).as("the job %s, which was not started", key).isZero();
    }
  }

  private static StatusResp status(Product product, String id) {
    return product
        .works()
        .status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }
}
