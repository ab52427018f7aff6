package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CloneReq;
import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.GetJobsReq;
import dev.interlock.api.v1.ListPoliciesReq;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListStopsReq;
import dev.interlock.api.v1.PolicyAssignment;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StopEntry;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkSummary;
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

/// What rights mean beyond yes and no: what lists leave out, and what cannot be smuggled in.
class RightsCallsTest {
  private static final String RIGHTS =
      """
      {"Roles": ["submitter", "executor", "operator", "release", "admin", "auditor"], "Works": ["*"],
       "Principals": ["local"]}
      {"Roles": ["submitter", "executor"], "Works": ["Disk*"], "Principals": ["test:ann"]}
      {"Roles": ["viewer"], "Works": ["Nap"], "Principals": ["test:bob"]}
      """;

  @TempDir private Path folder;
  private People people;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    RunningServer.letSleep(folder, "DiskErase", "DiskCheck", "Nap");
    Files.writeString(folder.resolve("rights.json"), RIGHTS);
    people = new People(folder);
    server = people.server();
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private WorkServiceBlockingStub worksOf(String who) {
    return WorkServiceGrpc.newBlockingStub(people.as(who));
  }

  private static WorkReq work(String name) {
    return Requests.nap(Requests.sleep(0)).toBuilder().setName(name).build();
  }

  private List<String> listed(String who, ListReq request) {
    return worksOf(who).list(request).getWorksList().stream().map(WorkSummary::getName).toList();
  }

  @Test
  void lists_have_only_what_the_caller_may_see_and_full_pages_of_it() {
    for (int i = 0; i < 3; i++) {
      for (var name : List.of("DiskErase", "Nap", "DiskCheck")) {
        server.works().submit(work(name));
      }
    }

    assertThat(listed("ann", ListReq.getDefaultInstance()))
        .hasSize(6)
        .allMatch(name -> name.startsWith("Disk"));
    assertThat(listed("ann", ListReq.newBuilder().setPageSize(5).build())).hasSize(5);
    assertThat(listed("ann", ListReq.newBuilder().setName("Nap").build())).isEmpty();
    assertThat(listed("bob", ListReq.getDefaultInstance())).containsExactly("Nap", "Nap", "Nap");
  }

  @Test
  void policies_and_stops_of_other_names_are_not_told() {
    assertThat(
            CatalogServiceGrpc.newBlockingStub(people.as("bob"))
                .listPolicies(ListPoliciesReq.getDefaultInstance())
                .getAssignmentsList())
        .extracting(PolicyAssignment::getWorkName)
        .containsExactly("Nap");
    server.works().submit(work("DiskErase"));
    server.works().submit(work("Nap"));
    var stops =
        EmergencyStopServiceGrpc.newBlockingStub(people.as("bob"))
            .listStops(ListStopsReq.newBuilder().setCountHeldBack(true).build());

    assertThat(stops.getEntriesList()).extracting(StopEntry::getName).containsExactly("Nap");
    assertThat(stops.getHeldBack().getUnendedNamesList()).containsExactly("Nap");
    assertThat(stops.getSourcesCount()).isEqualTo(2);
  }

  @Test
  void a_copy_is_the_callers_own_and_needs_the_right_for_its_own_name() { // F74, F75
    var nap = server.works().submit(work("Nap")).getId();
    var erase = server.works().submit(work("DiskErase")).getId();
    var ann = worksOf("ann");
    var toNap = Edit.newBuilder().setPath("name").setSet("Nap");

    var stranger = CloneReq.newBuilder().setId(nap).setReason("x").build();
    assertThat(Requests.refusalOf(() -> ann.clone(stranger)).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
    var renamed = CloneReq.newBuilder().setId(erase).setReason("x").addEdits(toNap).build();
    assertThat(Requests.refusalOf(() -> ann.clone(renamed)).getStatus().getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
    var replaced =
        CloneReq.newBuilder().setId(erase).setReason("x").setRequest(work("Nap")).build();
    assertThat(Requests.refusalOf(() -> ann.clone(replaced)).getStatus().getCode())
        .isEqualTo(Code.PERMISSION_DENIED);

    var copied = ann.clone(CloneReq.newBuilder().setId(erase).setReason("x").build()).getId();
    var all = server.works().list(ListReq.newBuilder().setIdPrefix(copied).build());
    assertThat(all.getWorks(0).getSubmittedBy()).isEqualTo("test:ann");
    assertThat(listed("bob", ListReq.getDefaultInstance())).containsExactly("Nap");
  }

  @Test
  void a_request_id_of_somebody_else_does_not_bring_their_answer() {
    var request = work("DiskErase").toBuilder().setRequestId("deploy-42").build();
    var first = worksOf("ann").submit(request).getId();

    assertThat(worksOf("ann").submit(request).getId()).isEqualTo(first);
    var refused = Requests.refusalOf(() -> server.works().submit(request));
    assertThat(Requests.reason(refused)).isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void who_may_stop_some_names_may_not_stop_all() {
    var stops = EmergencyStopServiceGrpc.newBlockingStub(people.as("ann"));
    var all = StopReq.newBuilder().setName("all").setReason("x").build();

    var refused = Requests.refusalOf(() -> stops.stop(all));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("you may not stop here; the rights file gives that to the roles executor, stop");
    var own = StopReq.newBuilder().setName("DiskErase").setReason("x").build();
    assertThat(stops.stop(own).getStored()).isTrue();
  }

  @Test
  void a_refusal_says_what_is_missing_and_which_roles_have_it() {
    var refused = Requests.refusalOf(() -> worksOf("ann").submit(work("Nap")));

    assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo(
            "you may not submit works named \"Nap\"; the rights file gives that to the roles"
                + " submitter");
  }

  @Test
  void what_the_file_takes_away_is_gone_and_a_bad_file_leaves_seeing_and_stopping() {
    var erase = worksOf("ann").submit(work("DiskErase")).getId();
    var look = StatusReq.newBuilder().setId(erase).build();
    server.writeRights(RIGHTS.replace("test:ann", "test:eve"));

    await().until(() -> denied(() -> worksOf("ann").status(look)));
    assertThat(worksOf("eve").status(look).getName()).isEqualTo("DiskErase");

    server.writeRights("{");

    await().until(() -> server.get("/readyz").body().contains("rights: "));
    var refused = Requests.refusalOf(() -> worksOf("eve").submit(work("DiskErase")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refused.getStatus().getDescription()).contains("the rights file is bad");
    assertThat(worksOf("eve").getJobs(GetJobsReq.newBuilder().setId(erase).build()).getJobsCount())
        .isEqualTo(1);
    var stop = StopReq.newBuilder().setName("DiskErase").setReason("x").build();
    assertThat(EmergencyStopServiceGrpc.newBlockingStub(people.as("eve")).stop(stop).getStored())
        .isTrue();
  }

  @Test
  void a_watch_ends_with_the_right_to_see_the_work() {
    var erase = worksOf("ann").submit(work("DiskErase")).getId();
    var changes = worksOf("ann").watch(WatchReq.newBuilder().setId(erase).build());
    assertThat(changes.next().getSeq()).isEqualTo(1);
    server.writeRights(RIGHTS.replace("test:ann", "test:eve"));
    var look = StatusReq.newBuilder().setId(erase).build();
    await().until(() -> denied(() -> worksOf("ann").status(look)));

    server.works().exec(Requests.exec(erase));

    assertThat(Requests.refusalOf(changes::hasNext).getStatus().getCode())
        .isEqualTo(Code.NOT_FOUND);
  }

  private static boolean denied(Runnable call) {
    try {
      call.run();
      return false;
    } catch (io.grpc.StatusRuntimeException refused) {
      return refused.getStatus().getCode() == Code.PERMISSION_DENIED;
    }
  }
}
