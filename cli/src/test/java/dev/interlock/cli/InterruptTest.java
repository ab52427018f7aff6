package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.GetJobsResp;
import dev.interlock.client.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptTest {
  @Test
  void ending_a_watch_leaves_the_work_running_and_says_how_to_come_back() throws Exception {
    var watched = new CountDownLatch(1);
    try (var server = ScriptedServer.start()) {
      server.answer("Status", Samples.status().build());
      server.answer("GetJobs", GetJobsResp.getDefaultInstance());
      server.on("Watch", (_, _) -> watched.countDown());
      var command =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.interlock.cli.Main",
                  "watch",
                  ID,
                  "--server",
                  server.address().toString())
              .start();
      watched.await();

      // As Ctrl-C does: both run what is to be done on leaving. Process.destroy closes the streams.
      command.toHandle().destroy();

      var told = new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(told)
          .contains("the work goes on")
          .contains("interlock watch %s --server %s".formatted(ID, server.address()))
          .contains("interlock stop SatelliteDiskErase --reason WHY");
      assertThat(command.waitFor()).isGreaterThan(128);
      assertThat(server.calls("Stop")).isZero();
    }
  }
}
