package dev.interlock.server.api;

import static dev.interlock.server.api.Requests.atEnd;
import static dev.interlock.server.api.Requests.exec;
import static dev.interlock.server.api.Requests.nap;
import static dev.interlock.server.api.Requests.reason;
import static dev.interlock.server.api.Requests.refusalOf;
import static dev.interlock.server.api.Requests.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.GetOutputReq;
import dev.interlock.api.v1.GetOutputResp;
import dev.interlock.server.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// GetOutput over a real connection; what is kept is the engine's and the store's to test.
class OutputCallsTest {
  private static final String NOBODY = "019a0000-0000-7000-8000-000000000000";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static GetOutputResp output(String id, String job, int attempt) {
    return server
        .works()
        .getOutput(GetOutputReq.newBuilder().setId(id).setJob(job).setAttempt(attempt).build());
  }

  private static String ended() {
    var id = server.works().submit(nap(sleep(0))).getId();
    server.works().exec(exec(id));
    server.works().status(atEnd(id));
    return id;
  }

  @Test
  void the_last_attempt_is_shown_unless_somebody_says_which() {
    var id = ended();

    var last = output(id, "blocks[0].jobs[0]", 0);

    assertThat(last.getAttempt()).isEqualTo(1);
    assertThat(last.getRunning()).isFalse();
    assertThat(last.getText()).isEqualTo("sleeping 0 s\n");
    assertThat(last).isEqualTo(output(id, "blocks[0].jobs[0]", 1));
  }

  @Test
  void what_there_is_not_is_named() {
    var id = ended();

    assertThat(reason(refusalOf(() -> output(NOBODY, "blocks[0].jobs[0]", 0))))
        .isEqualTo("NO_SUCH_WORK");
    assertThat(reason(refusalOf(() -> output(id, "blocks[0].jobs[1]", 0))))
        .isEqualTo("NO_SUCH_ATTEMPT");
    assertThat(reason(refusalOf(() -> output(id, "blocks[0].jobs[0]", 2))))
        .isEqualTo("NO_SUCH_ATTEMPT");
    assertThat(reason(refusalOf(() -> output(id, "", -1)))).isEqualTo("VIOLATIONS");
  }
}
