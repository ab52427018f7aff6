package dev.interlock.cli;

import dev.interlock.api.v1.DrainReplicaResp;
import dev.interlock.api.v1.Replica;
import dev.interlock.api.v1.ReplicaState;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.CallFailed;
import dev.interlock.client.ExitCode;
import dev.interlock.client.InterlockClient;
import java.time.Duration;
import java.util.Optional;

/// Tells of a server that is being taken out, and waits until nothing runs there.
///
/// @param name of the replica
record DrainedReplica(Console console, Connection connection, Output output, String name) {
  private static final Duration POLL = Duration.ofMillis(500);

  /// How far it is.
  ///
  /// @return the exit status
  int tell(DrainReplicaResp answer) {
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.printLine(answer.hasReplica() ? text(answer.getReplica()) : hasLeft());
    }
    return ExitCode.DONE;
  }

  private String text(Replica replica) {
    return switch (replica.getState()) {
      case REPLICA_STATE_DRAINED ->
          "%s is drained: nothing runs there, and it can be stopped".formatted(shownName());
      case REPLICA_STATE_DRAINING ->
          "%s is draining, with %s; 'interlock replicas%s' shows it"
              .formatted(
                  shownName(),
                  Words.count(replica.getWorksRunning(), "work"),
                  connection.asOption());
      case REPLICA_STATE_TAKING_WORKS,
          REPLICA_STATE_GONE,
          REPLICA_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          "%s is %s".formatted(shownName(), Words.of(replica.getState()));
    };
  }

  private String hasLeft() {
    return shownName() + " has left";
  }

  private String shownName() {
    return PlainText.of(name);
  }

  /// Waits until nothing runs there, or somebody has it take works again.
  ///
  /// @param first what is known
  /// @return the exit status: UNREACHABLE when that takes longer than `atMost`, or it has died
  int await(InterlockClient client, DrainReplicaResp first, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    var now = first;
    while (isUnderWay(now)) {
      if (System.nanoTime() - end > 0) {
        tell(now);
        console.tell(
            "interlock: not drained after %s; it goes on draining".formatted(Words.of(atMost)));
        return ExitCode.UNREACHABLE;
      }
      Thread.sleep(POLL);
      now = look(client).orElse(now);
    }
    tell(now);
    return status(now);
  }

  private static boolean isUnderWay(DrainReplicaResp now) {
    return now.getReplica().getState() == ReplicaState.REPLICA_STATE_DRAINING;
  }

  /// @return empty when nobody can say
  private Optional<DrainReplicaResp> look(InterlockClient client) {
    try {
      var now = DrainReplicaResp.newBuilder();
      client.server().getReplicasList().stream()
          .filter(one -> one.getName().equals(name))
          .findFirst()
          .ifPresent(now::setReplica);
      return Optional.of(now.build());
    } catch (CallFailed failed) {
      if (failed.kind() != CallFailed.Kind.UNREACHABLE) {
        throw failed;
      }
      return Optional.empty(); // the server that is asked may be away for a moment
    }
  }

  /// One that has left did so in order.
  private static int status(DrainReplicaResp now) {
    return switch (now.getReplica().getState()) {
      case REPLICA_STATE_TAKING_WORKS -> ExitCode.STOPPED;
      case REPLICA_STATE_GONE -> ExitCode.UNREACHABLE;
      case REPLICA_STATE_DRAINED, REPLICA_STATE_DRAINING, REPLICA_STATE_UNSPECIFIED, UNRECOGNIZED ->
          ExitCode.DONE;
    };
  }
}
