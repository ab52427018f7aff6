package dev.interlock.cli;

import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.GetServerResp;
import dev.interlock.api.v1.Replica;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows the servers that share the works.
@Command(
    description = {
      "Shows the servers that share the works: which are alive, and how many works each has.",
      "One that is draining starts nothing more, and is drained once nothing runs there:"
          + " 'interlock drain --replica'.",
      "A server that is not alive any more is shown for an hour; others go on with its works."
    })
final class ReplicasCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  ReplicasCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GetServerResp server;
    try (var client = connection.open(console)) {
      server = client.server();
    }
    if (output.isJson()) {
      console.printJson(server);
    } else {
      console.print(text(server));
    }
    return ExitCode.DONE;
  }

  private static String text(GetServerResp server) {
    var table = new Table("REPLICA", "ADDRESS", "VERSION", "STARTED", "STATE", "WORKS", "LEASE");
    for (var replica : server.getReplicasList()) {
      table.row(
          replica.getAnswers() ? replica.getName() + " (answers)" : replica.getName(),
          replica.getAddress(),
          replica.getVersion(),
          Words.of(replica.getStartedAt()),
          state(replica),
          replica.getWorksRunning(),
          lease(replica));
    }
    return table.toString();
  }

  private static String state(Replica replica) {
    var state = Words.of(replica.getState());
    return replica.getDrainReason().isEmpty()
        ? state
        : "%s (%s: %s)".formatted(state, replica.getDrainActor(), replica.getDrainReason());
  }

  private static String lease(Replica replica) {
    if (!replica.hasLeaseLeft()) {
      return "needs none";
    }
    double seconds = Durations.toMillis(replica.getLeaseLeft()) / 1000.0;
    return seconds > 0 ? "%.1f s left".formatted(seconds) : "over for %.1f s".formatted(-seconds);
  }
}
