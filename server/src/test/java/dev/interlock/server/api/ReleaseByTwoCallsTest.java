package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.GoResp;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.server.RunningServer;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stop that two people must take back, as they do it.
class ReleaseByTwoCallsTest {
  private static final String RIGHTS =
      """
      {"Roles": ["stop", "release", "auditor"], "Works": ["*"],
       "Principals": ["local", "test:bob", "test:carol"]}
      """;

  @TempDir private Path folder;
  private People people;

  @BeforeEach
  void start() throws IOException {
    RunningServer.letSleep(folder, "Nap");
    Files.writeString(folder.resolve("rights.json"), RIGHTS);
    people = new People(folder, "--release-people=2");
    var _ =
        people
            .server()
            .stops()
            .stop(StopReq.newBuilder().setName("Nap").setReason("smoke").build());
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private EmergencyStopServiceBlockingStub as(String who) {
    return EmergencyStopServiceGrpc.newBlockingStub(people.as(who));
  }

  private static GoResp go(EmergencyStopServiceBlockingStub by) {
    return by.go(GoReq.newBuilder().setName("Nap").setReason("all clear").build());
  }

  private StopEntry entry() {
    return people
        .server()
        .stops()
        .listStops(ListStopsReq.getDefaultInstance())
        .getEntriesList()
        .stream()
        .filter(entry -> entry.getSource().equals("database"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_first_is_told_that_another_must_and_the_second_releases() {
    var first = go(as("bob"));
    assertThat(first.getVerdict().getStopped()).isTrue();
    assertThat(first.hasSecondBefore()).isTrue();
    assertThat(entry().getReleaseAskedBy()).isEqualTo("test:bob");
    assertThat(entry().getSecondBefore()).isEqualTo(first.getSecondBefore());
    assertThat(entry().getActor()).isEqualTo("local");
    assertThat(go(as("bob")).getVerdict().getStopped()).as("the same once more").isTrue();

    var second = go(as("carol"));

    assertThat(second.getVerdict().getStopped()).isFalse();
    assertThat(second.hasSecondBefore()).isFalse();
    assertThat(entry().getStatus()).isEqualTo("go");
    var details =
        people
            .server()
            .audit()
            .listAudit(ListAuditReq.getDefaultInstance())
            .getRecordsList()
            .stream()
            .filter(record -> record.getAction().equals("EmergencyStopService/Go"))
            .map(AuditRecord::getDetail)
            .toList();
    var asked = "asked for; somebody else must release it too";
    assertThat(details).isEqualTo(List.of(asked, asked, ""));
  }

  @Test
  void only_people_count() {
    var program = EmergencyStopServiceGrpc.newBlockingStub(people.asProgram("bob"));
    for (var nobody : List.of(program, people.server().stops())) {
      var refused = Requests.refusalOf(() -> go(nobody));
      assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(Requests.reason(refused)).isEqualTo("NOT_A_PERSON");
    }
    assertThat(entry().getReleaseAskedBy()).isEmpty();
  }

  @Test
  void what_was_asked_outlives_a_restart() {
    go(as("bob"));

    people.restartServer();

    assertThat(entry().getReleaseAskedBy()).isEqualTo("test:bob");
    assertThat(go(as("carol")).getVerdict().getStopped()).isFalse();
  }
}
