package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.JobState;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 of the real server at random moments of running works.
class CrashIT {
  private static final int KILLS = 200;
  private static final int MILLIS_BEFORE_A_KILL_MAX = 200;
  private static final Duration WAIT = Duration.newBuilder().setSeconds(20).build();

  /// How many starts each job had, by its key; from the file that the jobs themselves append to.
  private Map<String, Long> starts = Map.of();

  private int killedInACall;

  @TempDir Path folder;

  @Test
  @Timeout(1_600)
  void loses_nothing_and_starts_no_once_job_twice_over_200_kills() throws Exception {
    long seed = Long.getLong("seed", 20261123L);
    System.out.println("CrashIT seed " + seed);
    var random = new SplittableRandom(seed);
    var acknowledged = new ArrayList<String>();
    var killedAt = new HashMap<String, Instant>();
    try (var product = productIn(folder)) {
      product.start();
      assertThat(product.stop()).isZero(); // so that the next starts are quick
      product.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        var again = submitAndExec(product, workOf("appendAgain", random));
        var once = submitAndExec(product, workOf("appendOnce", random));
        acknowledged.addAll(List.of(again, once));
        var caller = new Caller(product, "kill-" + kill);
        letRunFor(random.nextInt(MILLIS_BEFORE_A_KILL_MAX));
        product.kill();
        killedAt.put(again, Instant.now());
        killedAt.put(once, Instant.now());
        caller.join();
        product.start();
        acknowledged.addAll(caller.repeatWhatWasNotAnswered(product));
      }
      assertThat(killedInACall).as("kills in the middle of a call").isPositive();
      starts = startsIn(product.effects());
      int unknown = 0;
      for (var id : acknowledged) {
        unknown += checkEnded(product, id);
      }
      starts = startsIn(product.effects());
      acknowledged.forEach(id -> checkStarts(product, id));
      killedAt.forEach((id, when) -> checkRanAt(product, id, when));
      long startedAgain = starts.values().stream().filter(n -> n > 1).count();
      System.out.printf(
          "CrashIT: %d kills (%d in a call), %d works, %d jobs started, %d started again, %d of"
              + " unknown outcome%n",
          KILLS, killedInACall, acknowledged.size(), starts.size(), startedAgain, unknown);
      assertThat(startedAgain).as("jobs that a kill cut off and that were run again").isPositive();
      assertThat(unknown).as("jobs that a kill cut off and that must not run again").isPositive();
    }
  }

  private static Product productIn(Path folder) throws IOException {
    return Product.in(folder)
        .write(
            "policies.json",
            """
            {"Name": "Marks", "Policies": [
              {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain", "appendOnce"]}}]}
            """)
        .write("es.json", "{\"Name\": \"Marks\", \"Status\": \"go\"}");
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

  private static String submitAndExec(Product product, WorkReq request) {
    var id = product.works().submit(request).getId();
    var _ = product.works().exec(ExecReq.newBuilder().setId(id).build());
    return id;
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

  /// The moment of the kill is what this test is about; there is nothing to wait for.
  private static void letRunFor(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /// Waits until the work has ended, and checks that it may have ended so.
  ///
  /// @return how many of its jobs have an unknown outcome
  private static int checkEnded(Product product, String id) {
    var status = status(product, id);
    assertThat(status.getState())
        .as("work %s: %s", id, status.getReason())
        .isIn(WorkState.WORK_STATE_COMPLETED, WorkState.WORK_STATE_FAILED);
    int unknown = status.getCounts().getUnknown();
    if (status.getState() == WorkState.WORK_STATE_FAILED) {
      assertThat(unknown).as("only a lost ONCE job may fail work %s", id).isPositive();
    }
    return unknown;
  }

  /// Else the kill proved nothing.
  private static void checkRanAt(Product product, String id, Instant kill) {
    var ended = status(product, id).getEnded();
    assertThat(Instant.ofEpochSecond(ended.getSeconds(), ended.getNanos()))
        .as("end of work %s, during which its server was killed", id)
        .isAfter(kill);
  }

  private void checkStarts(Product product, String id) {
    var status = status(product, id);
    int number = 0;
    for (var block : status.getBlocksList()) {
      for (var job : block.getJobsList()) {
        long started = starts.getOrDefault(id + "/" + number++, 0L);
        if (job.getName().equals("appendOnce")) {
          assertThat(started).as("starts of a ONCE job of %s", id).isLessThanOrEqualTo(1);
        } else {
          assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        }
        if (job.getState() == JobState.JOB_STATE_COMPLETED) {
          assertThat(started).as("a completed job of %s has run", id).isPositive();
        }
        if (job.getState() == JobState.JOB_STATE_NOT_STARTED) {
          assertThat(started).as("a job of %s that was not started", id).isZero();
        }
      }
    }
  }

  private static StatusResp status(Product product, String id) {
    return product
        .works()
        .status(
            StatusReq.newBuilder()
                .setId(id)
                .setView(StatusView.STATUS_VIEW_FULL)
                .setWaitUntilEnded(WAIT)
                .build());
  }

  private static Map<String, Long> startsIn(Path effects) throws IOException {
    List<String> lines = Files.readAllLines(effects);
    return lines.stream()
        .collect(
            Collectors.groupingBy(
                line -> line.substring(0, line.indexOf(' ')), Collectors.counting()));
  }
}
