package dev.interlock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.Approval;
import dev.interlock.api.v1.ApproveReq;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.ListFactsReq;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.identity.TestIssuer;
import dev.interlock.store.postgres.TestPostgres;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Approvals of which each reaches another server: the first has the work, and does what the other
/// is asked.
class TwoServersApprovalTest {
  private static final String POLICIES =
      """
      {"Name": "Nap", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep"]}},
        {"Name": "requireApprovals", "Settings": {"People": 2, "ValidForMinutes": 60}}]}
      """;
  private static final String RIGHTS =
      """
      {"Roles": ["submitter", "executor"], "Works": ["*"], "Principals": ["local"]}
      {"Roles": ["approver"], "Works": ["Nap"], "Groups": ["test:sre"]}
      """;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private TestIssuer issuer;
  private RunningServer one;
  private RunningServer other;

  @BeforeEach
  void start(@TempDir Path first, @TempDir Path second) throws IOException {
    issuer = new TestIssuer(first);
    var database = "--database=" + TestPostgres.database();
    var settings =
        Stream.concat(Stream.of(database), Stream.of(issuer.settings())).toArray(String[]::new);
    for (var folder : List.of(first, second)) {
      RunningServer.letSleep(folder, "Nap");
      Files.writeString(folder.resolve("policies.json"), POLICIES);
      Files.writeString(folder.resolve("rights.json"), RIGHTS);
    }
    one = RunningServer.in(first, settings);
    other = RunningServer.in(second, settings);
  }

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    other.close();
    one.close();
  }

  private WorkServiceBlockingStub by(String who, RunningServer server) {
    var channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    channels.add(channel);
    var token = RunningServer.authorization("Bearer " + issuer.personsToken(who, "sre"));
    return WorkServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token));
  }

  private VerbResp approve(String who, RunningServer server, WorkResp work) {
    return by(who, server)
        .approve(
            ApproveReq.newBuilder()
                .setId(work.getId())
                .setReason("looked at it")
                .setRequestId("by-" + who)
                .setPlanHash(work.getPlanHash())
                .build());
  }

  @Test
  void people_approve_wherever_they_are_and_it_runs_wherever_it_is_executed() {
    var work = one.works().submit(RunningServer.nap(0));
    approve("bob", one, work);
    approve("carol", other, work);
    assertThat(approve("carol", one, work))
        .as("once more, elsewhere")
        .isEqualTo(approve("carol", other, work));

    other.works().exec(ExecReq.newBuilder().setId(work.getId()).build());

    var status = StatusReq.newBuilder().setId(work.getId()).build();
    await().until(() -> one.works().status(status).getState() == WorkState.WORK_STATE_COMPLETED);
    assertThat(other.works().status(status).getApprovalsList())
        .extracting(Approval::getActor)
        .containsExactly("test:bob", "test:carol");
    var facts = one.works().listFacts(ListFactsReq.newBuilder().setId(work.getId()).build());
    assertThat(facts.getFactsList().stream().filter(fact -> fact.getText().equals("approved")))
        .hasSize(2);
  }
}
