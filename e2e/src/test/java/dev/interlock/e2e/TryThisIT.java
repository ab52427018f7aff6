package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.BlockState;
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
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a person who is new tries with the sample, on the assembled product, and what must come of
/// it.
@Timeout(120)
class TryThisIT {
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(1);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String GO = "{\"Name\": \"SatelliteDiskErase\", \"Status\": \"go\"}\n";
  private static final String STOP = "{\"Name\": \"SatelliteDiskErase\", \"Status\": \"stop\"}\n";

  @TempDir Path folder;
  private Product product;

  @BeforeEach
  void lay_out_the_sample() throws IOException {
    product = Product.ofSample(folder);
  }

  @AfterEach
  void end_the_server() {
    product.close();
  }

  @Test
  void a_second_erasure_within_the_hour_fails_in_its_first_block_also_after_a_restart()
      throws Exception {
    product.start();

    var first = erase("aap");
    product.stop();
    product.start();
    var second = erase("aap");

    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(status(idOf(1)).getState()).isEqualTo(WorkState.WORK_STATE_COMPLETED);
    assertThat(second.exitCode()).as(second.output()).isEqualTo(1);
    var status = status(idOf(2));
    assertThat(status.getState()).isEqualTo(WorkState.WORK_STATE_FAILED);
    assertThat(status.getBlocks(0).getState()).isEqualTo(BlockState.BLOCK_STATE_FAILED);
    assertThat(status.getBlocks(0).getJobsList())
        .anySatisfy(job -> {
          assertThat(job.getName()).isEqualTo("tokenBucket");
          assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
          assertThat(job.getError()).contains("diskEraseSatellite");
        });
    assertThat(status.getBlocks(1).getState()).isEqualTo(BlockState.BLOCK_STATE_NOT_STARTED);
    assertThat(status.getCounts().getNotStarted()).isPositive();
  }

  @Test
  void a_cluster_and_a_site_in_service_are_refused_before_anything_is_called() throws Exception {
    product.start();

    var cluster = erase("aab");
    var inService = erase("aaa");

    assertThat(cluster.exitCode()).isEqualTo(2);
    assertThat(cluster.output()).contains("aab").contains("cluster");
    assertThat(inService.exitCode()).isEqualTo(2);
    assertThat(inService.output()).contains("aaa").contains("inService");
    assertThat(folder.resolve("submit.log")).doesNotExist();
  }

  @Test
  void a_site_in_service_is_not_erased_even_when_the_client_does_not_look() throws Exception {
    product.start();

    var id = Marks.begin(product.works(), sample("aaa"));

    Awaitility.await().until(() -> status(id).getState() == WorkState.WORK_STATE_FAILED);
    var status = status(id);
    assertThat(status.getReason()).contains("aaa");
    assertThat(status.getBlocksList().subList(1, status.getBlocksCount()))
        .allSatisfy(
            block -> assertThat(block.getState()).isEqualTo(BlockState.BLOCK_STATE_NOT_STARTED));
  }

  @Test
  void an_edit_to_stop_stops_within_a_second_and_the_status_says_so() throws Exception {
    stopsWhenTheFileIs(file -> write(file, STOP), "stop");
  }

  @Test
  void an_erased_entry_stops_within_a_second() throws Exception {
    stopsWhenTheFileIs(file -> write(file, GO.replace("SatelliteDiskErase", "Other")), "no entry");
  }

  @Test
  void a_broken_file_stops_within_a_second() throws Exception {
    stopsWhenTheFileIs(file -> write(file, GO + "{\"Name\""), "es.json");
  }

  @Test
  void a_removed_file_stops_within_a_second() throws Exception {
    stopsWhenTheFileIs(
        file -> {
          try {
            Files.delete(file);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        "does not exist");
  }

  private void stopsWhenTheFileIs(Consumer<Path> changed, String expectedReason) throws Exception {
    product.set("job.diskErase.seconds", "600").start();
    var id = Marks.begin(product.works(), sample("aap"));
    Awaitility.await().until(() -> status(id).getBlocks(1).getCounts().getRunning() == 5);

    changed.accept(folder.resolve("es.json"));
    var edited = Instant.now();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(id).getState() == WorkState.WORK_STATE_ES_STOPPED);

    var status = status(id);
    var ended = Instant.ofEpochSecond(status.getEnded().getSeconds(), status.getEnded().getNanos());
    assertThat(Duration.between(edited, ended)).isLessThanOrEqualTo(STOPPED_WITHIN);
    assertThat(status.getWasEsStopped()).isTrue();
    assertThat(status.getReason()).contains(expectedReason);
    assertThat(status.getCounts().getCancelled()).isEqualTo(5);
    assertThatThrownBy(() -> product.works().submit(sample("aap")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED));
    assertThat(erase("aap").exitCode()).isEqualTo(4);
  }

  @Test
  void an_altered_request_is_refused_with_every_violation_and_its_path() throws Exception {
    product.start();
    var good = sample("aap");
    var otherSite = good.toBuilder();
    otherSite.getBlocksBuilder(2).getJobsBuilder(1).putArgs("site", "adg");
    otherSite.getBlocksBuilder(3).getJobsBuilder(0).setName("rmRf");
    var noPreconditions = good.toBuilder().removeBlocks(0).build();
    var otherName = good.toBuilder().setName("ClusterDiskErase").build();

    var twoWrongs = submit(otherSite.build());
    var unguarded = submit(noPreconditions);
    var unnamed = submit(otherName);

    assertThat(twoWrongs.exitCode()).as(twoWrongs.output()).isEqualTo(3);
    assertThat(twoWrongs.output())
        .contains("blocks[2].jobs[1].args.site")
        .contains("blocks[3].jobs[0].name");
    assertThat(unguarded.exitCode()).isEqualTo(3);
    assertThat(unguarded.output()).contains("blocks[0]").contains("tokenBucket");
    assertThat(unnamed.exitCode()).isEqualTo(3);
    assertThat(unnamed.output()).contains("ClusterDiskErase");
  }

  private Product.Ran erase(String site) throws IOException, InterruptedException {
    return product.run(
        "diskerase", "eraseSatellite", site, "--data", folder.resolve("sites").toString());
  }

  private Product.Ran submit(WorkReq request) throws IOException, InterruptedException {
    product.write("work.json", JsonFormat.printer().print(request));
    return product.run("interlock", "submit", "work.json");
  }

  private StatusResp status(String id) {
    return product
        .works()
        .status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }

  /// The id in the n-th line of the log that the sample's client keeps.
  private String idOf(int line) throws IOException {
    var found = ID.matcher(Files.readAllLines(folder.resolve("submit.log")).get(line - 1));
    assertThat(found.find()).isTrue();
    return found.group();
  }

  /// The sample's work for a site, of the first 10 of its machines.
  private static WorkReq sample(String site) {
    var work = WorkReq.newBuilder().setName("SatelliteDiskErase").setDesc("by hand");
    work.addBlocks(
        Block.newBuilder()
            .setDesc("pre-conditions")
            .setRateLimit(1)
            .addJobs(
                Job.newBuilder()
                    .setName("validateDecom")
                    .putArgs("site", site)
                    .putArgs("type", "satellite"))
            .addJobs(
                Job.newBuilder()
                    .setName("tokenBucket")
                    .putArgs("bucket", "diskEraseSatellite")
                    .putArgs("fatal", "true")));
    for (int b = 0; b < 3; b++) {
      var block = Block.newBuilder().setRateLimit(5);
      for (int m = 0; m < 5; m++) {
        block.addJobs(
            Job.newBuilder()
                .setName("diskErase")
                .putArgs("machine", "a%c0%d".formatted('a' + b, m))
                .putArgs("site", site));
      }
      work.addBlocks(block);
    }
    return work.build();
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
