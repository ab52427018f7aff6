package dev.interlock.cli;

import dev.interlock.api.v1.DrainReplicaResp;
import dev.interlock.api.v1.Replica;
import dev.interlock.client.InterlockClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Stops a work gently, the API's StopWork; or takes a server out, its DrainReplica.
@Command(
    customSynopsis = {
      "interlock drain ID --reason WHY [OPTIONS]",
      "       interlock drain --replica NAME [--wait TIME] --reason WHY [OPTIONS]",
      "       interlock drain --replica NAME --undo --reason WHY [OPTIONS]"
    },
    description = {
      "What runs goes on to its end and counts; nothing more starts.",
      "A work ends once what runs has ended.",
      "This is StopWork in the API; 'interlock stop' is the emergency stop, for all works of a name.",
      "Of a server that shares its database, with --replica, others take the works over. Once it is"
          + " drained it can be stopped, and nothing is interrupted."
    })
final class DrainCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final Reason reason = new Reason();

  /// No replica is called so: a name has a colon in it.
  private static final String SELF = "self";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The work, as submit and list name it.")
  private String work = "";

  @Option(
      names = "--replica",
      paramLabel = "NAME",
      description = "The server, as 'interlock replicas' names it; self for the one that answers.")
  private String replica = "";

  @Option(names = "--undo", description = "Has that server take works again.")
  private boolean undo;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "Waits until nothing runs there, for so long at most, as 90s, 10m, 2h or 1d.")
  private String wait = "";

  DrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (work.isEmpty() == replica.isEmpty()) {
      throw BadUsage.of(spec, "say what to drain: a work by its ID, or a server by --replica NAME");
    }
    if (replica.isEmpty() && (undo || !wait.isEmpty())) {
      throw BadUsage.of(
          spec, "--undo and --wait are of --replica; a work that drains has no way back");
    }
    if (undo && !wait.isEmpty()) {
      throw BadUsage.of(spec, "with --undo there is nothing to wait for; leave --wait out");
    }
    var atMost = wait.isEmpty() ? Duration.ZERO : atMost();
    try (var client = connection.open(console)) {
      return replica.isEmpty()
          ? new Outcome(console, connection, output)
              .tell(client.verbs().stop(work, reason.text()), work)
          : drainReplica(client, atMost);
    }
  }

  private Duration atMost() {
    return TimeText.pause(wait)
        .orElseThrow(() ->
            BadUsage.of(
                spec, "--wait \"%s\" is no time; write it as 90s, 10m, 2h or 1d".formatted(wait)));
  }

  private int drainReplica(InterlockClient client, Duration atMost) throws InterruptedException {
    var name = replica.equals(SELF) ? self(client) : replica;
    DrainReplicaResp answer =
        undo
            ? client.undoDrainReplica(name, reason.text())
            : client.drainReplica(name, reason.text());
    var drained = new DrainedReplica(console, connection, output, name);
    return atMost.isZero() ? drained.tell(answer) : drained.await(client, answer, atMost);
  }

  private static String self(InterlockClient client) {
    return client.server().getReplicasList().stream()
        .filter(Replica::getAnswers)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("bug: no server says that it answers"))
        .getName();
  }
}
