package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The emergency stop by the command line, against jobs that obey and one that does not.
class StopIT {
  @TempDir Path folder;

  @Test
  void a_job_that_ignores_the_stop_is_named_and_the_work_does_not_claim_to_be_stopped()
      throws Exception {
    try (var product = productIn(folder)) {
      product.start();
      var id = submitAndExec(product, "stubborn", "appendAgain");
      Awaitility.await().until(() -> status(product, id).getCounts().getRunning() == 2);

      var stop = product.run("interlock", "stop", "all", "--reason", "smoke in room 3");

      assertThat(stop.exitCode()).as(stop.output()).isZero();
      Awaitility.await().until(() -> status(product, id).getBlocks(0).getJobs(0).getNotStopping());
      assertThat(status(product, id).getState()).isEqualTo(WorkState.WORK_STATE_STOPPING);
      assertThat(status(product, id).getReason()).contains("smoke in room 3");
      assertThat(status(product, id).getCounts().getCancelled()).isEqualTo(1);

      Files.createFile(Path.of(product.effects() + ".let-go"));
      Awaitility.await()
          .until(() -> status(product, id).getState() == WorkState.WORK_STATE_ES_STOPPED);
      assertThat(status(product, id).getWasEsStopped()).isTrue();
    }
  }

  @Test
  void a_stop_outlives_a_restart_and_only_go_takes_it_back() throws Exception {
    try (var product = productIn(folder)) {
      product.start();
      assertThat(product.run("interlock", "stop", "Marks", "--reason", "flood").exitCode())
          .isZero();
      product.kill();
      product.start();

      var refused = submit(product);
      var stops = product.run("interlock", "stops");
      var go = product.run("interlock", "go", "Marks", "--reason", "dry again");
      var accepted = submit(product);

      assertThat(refused.exitCode()).as(refused.output()).isEqualTo(4);
      assertThat(refused.output()).contains("flood");
      assertThat(stops.output()).contains("Marks").contains("flood").contains("database");
      assertThat(go.exitCode()).as(go.output()).isZero();
      assertThat(accepted.exitCode()).as(accepted.output()).isZero();
    }
  }

  private static Product productIn(Path folder) throws Exception {
    return Product.in(folder)
        .write(
            "policies.json",
            """
            {"Name": "Marks", "Policies": [
              {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["appendAgain", "stubborn"]}}]}
            """)
        .write("es.json", "{\"Name\": \"Marks\", \"Status\": \"go\"}")
        .write(
            "work.json",
            "{\"name\": \"Marks\", \"blocks\": [{\"jobs\": [{\"name\": \"appendAgain\"}]}]}");
  }

  private static Product.Ran submit(Product product) throws Exception {
    return product.run("interlock", "submit", "work.json");
  }

  /// A work of one block whose jobs run together until they are stopped.
  private static String submitAndExec(Product product, String... jobTypes) {
    var block = Block.newBuilder().setRateLimit(jobTypes.length);
    for (var type : jobTypes) {
      block.addJobs(Job.newBuilder().setName(type).putArgs("millis", "60000"));
    }
    var request = WorkReq.newBuilder().setName("Marks").addBlocks(block).build();
    return Marks.begin(product.works(), request);
  }

  private static StatusResp status(Product product, String id) {
    return product
        .works()
        .status(StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build());
  }
}
