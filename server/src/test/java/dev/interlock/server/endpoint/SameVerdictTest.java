package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CheckResp;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.journal.AnyRequest;
import dev.interlock.server.RunningServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// F54, F55: a request is judged alike however it comes.
class SameVerdictTest {
  private static final List<String> ODD =
      List.of(
          "",
          "\u0000",
          "a\nb",
          "\u001b[31m",
          "\u202Egnp.exe",
          "zero\u200Bwidth",
          "\uFEFFmark",
          "__proto__",
          "../../etc",
          "9".repeat(3_000),
          "\uD83D\uDE00");

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.in(folder);
  }

  private static List<WorkReq> requests() {
    var requests = new ArrayList<WorkReq>();
    for (long seed = 0; seed < 150; seed++) {
      requests.add(RequestMessages.message(AnyRequest.of(seed)));
    }
    for (var odd : ODD) {
      var job = Job.newBuilder().setName("sleep").putArgs("seconds", "0");
      var request = WorkReq.newBuilder().setName("Nap");
      requests.add(request.clone().setName(odd).addBlocks(Block.newBuilder().addJobs(job)).build());
      requests.add(request.clone().setDesc(odd).addBlocks(Block.newBuilder().addJobs(job)).build());
      for (var changed :
          List.of(
              job.clone().setName(odd),
              job.clone().setDesc(odd),
              job.clone().putArgs("seconds", odd),
              job.clone().putArgs(odd, "0"))) {
        requests.add(request.clone().addBlocks(Block.newBuilder().addJobs(changed)).build());
      }
    }
    return requests;
  }

  @Test
  void a_request_is_judged_alike_by_grpc_and_by_rest() throws Exception {
    int refused = 0;
    for (var request : requests()) {
      var byGrpc = server.works().check(request);
      var answer = server.post("/v1/works:check", JsonFormat.printer().print(request));

      assertThat(answer.statusCode()).as("%s", request).isEqualTo(200);
      var byRest = CheckResp.newBuilder();
      JsonFormat.parser().merge(answer.body(), byRest);
      assertThat(byRest.build()).as("%s", request).isEqualTo(byGrpc);
      refused += byGrpc.getViolationsCount() > 0 ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(requests().size() / 2);
  }
}
