package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.DrainReplicaReq;
import dev.interlock.api.v1.DrainReplicaResp;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `interlock drain --replica`.
class DrainReplicaTest {
  private static final String NAME = "vm1:7-a";

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static Replica replica(ReplicaState state, int works) {
    return Replica.newBuilder().setName(NAME).setState(state).setWorksRunning(works).build();
  }

  private void drainAnswers(ReplicaState state, int works) {
    server.answer(
        "DrainReplica", DrainReplicaResp.newBuilder().setReplica(replica(state, works)).build());
  }

  private void looksShow(ReplicaState state, int works) {
    var other = Replica.newBuilder().setName("vm2:8-b").setWorksRunning(9);
    server.answer(
        "GetServer",
        GetServerResp.newBuilder().addReplicas(other).addReplicas(replica(state, works)).build());
  }

  private CommandRun drain(String... more) {
    var args = new String[more.length + 5];
    System.arraycopy(
        new String[] {"drain", "--replica", NAME, "--reason", "new disks"}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return place.run(args);
  }

  private DrainReplicaReq asked() {
    return server.requests("DrainReplica", DrainReplicaReq.class).getFirst();
  }

  @Test
  void it_says_how_far_it_is_and_how_to_see_more() {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);

    var run = drain();

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "vm1:7-a is draining, with 3 works; 'interlock replicas --server %s' shows it\n"
                .formatted(server.address()));
    assertThat(run.status()).isZero();
    assertThat(asked().getName()).isEqualTo(NAME);
    assertThat(asked().getReason()).isEqualTo("new disks");
    assertThat(asked().getRequestId()).hasSize(36);
    assertThat(asked().getUndo()).isFalse();
    assertThat(server.calls("GetServer")).isZero();
  }

  @Test
  void it_is_taken_back() {
    drainAnswers(ReplicaState.REPLICA_STATE_TAKING_WORKS, 3);

    var run = drain("--undo");

    assertThat(run.out()).isEqualTo("vm1:7-a is taking works\n");
    assertThat(run.status()).isZero();
    assertThat(asked().getUndo()).isTrue();
  }

  @Test
  void it_waits_until_nothing_runs_there_whatever_the_server_that_it_asks_does_meanwhile() {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);
    looksShow(ReplicaState.REPLICA_STATE_DRAINING, 1);
    for (int i = 0; i < 5; i++) {
      server.refuse("GetServer", Status.UNAVAILABLE);
    }
    looksShow(ReplicaState.REPLICA_STATE_DRAINED, 0);

    var run = drain("--wait", "10m");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo("vm1:7-a is drained: nothing runs there, and it can be stopped\n");
    assertThat(run.status()).isZero();
    assertThat(server.calls("GetServer")).isEqualTo(7);
  }

  @Test
  void it_waits_no_longer_than_it_is_told() {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);
    looksShow(ReplicaState.REPLICA_STATE_DRAINING, 2);

    var run = drain("--wait", "1s");

    assertThat(run.out()).startsWith("vm1:7-a is draining, with 2 works");
    assertThat(run.err()).isEqualTo("interlock: not drained after 0:01; it goes on draining\n");
    assertThat(run.status()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"TAKING_WORKS, is taking works, 4", "GONE, is gone, 5"})
  void what_keeps_it_from_being_drained_ends_the_wait(String state, String said, int status) {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);
    looksShow(ReplicaState.valueOf("REPLICA_STATE_" + state), 2);

    var run = drain("--wait", "10m");

    assertThat(run.out()).isEqualTo("vm1:7-a %s\n".formatted(said));
    assertThat(run.status()).isEqualTo(status);
  }

  @Test
  void one_that_has_left_meanwhile_left_in_order() {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);
    server.answer("GetServer", GetServerResp.getDefaultInstance());

    var run = drain("--wait", "10m");

    assertThat(run.out()).isEqualTo("vm1:7-a has left\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void it_answers_once_in_json() {
    drainAnswers(ReplicaState.REPLICA_STATE_DRAINING, 3);
    looksShow(ReplicaState.REPLICA_STATE_DRAINED, 0);

    var run = drain("--wait", "10m", "--output", "json");

    assertThat(run.out()).containsOnlyOnce("\"state\": \"REPLICA_STATE_DRAINED\"");
    assertThat(run.out()).doesNotContain("REPLICA_STATE_DRAINING");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          drain --reason why                              | say what to drain
          drain ID --replica vm1 --reason why             | say what to drain
          drain ID --undo --reason why                    | --undo and --wait are of --replica
          drain ID --wait 1m --reason why                 | --undo and --wait are of --replica
          drain --replica vm1 --undo --wait 1m --reason y | there is nothing to wait for
          drain --replica vm1 --wait soon --reason why    | --wait "soon" is no time
          drain --replica vm1                             | --reason
          """)
  void what_makes_no_sense_is_refused_before_anybody_is_asked(String line, String said) {
    var run = place.run(line.split(" "));

    assertThat(run.err()).contains(said).contains("Try 'interlock drain --help'");
    assertThat(run.status()).isEqualTo(2);
    assertThat(server.calls("DrainReplica") + server.calls("StopWork")).isZero();
  }

  @Test
  void its_help_shows_both_forms() {
    assertThat(place.run("drain", "--help").out())
        .contains("interlock drain ID --reason WHY", "interlock drain --replica NAME");
  }
}
