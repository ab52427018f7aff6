package dev.interlock.cli;

import dev.interlock.api.v1.GetServerResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ServerAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Tells the version of this program, and of a server when it is asked to.
@Command(
    description = {
      "Tells the version of this program. Asks no server.",
      "With --server it asks: the server's version too, and which replicas run the works."
    })
final class VersionCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec spec;

  // Not Connection's, which every command has a server by: here it is what has a server asked.
  @Option(
      names = "--server",
      arity = "0..1",
      paramLabel = "ADDRESS",
      description = "Asks the server at ADDRESS; without it where every other command asks.")
  private @Nullable String server;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (server == null) {
      console.printLine(ofThisProgram());
      return ExitCode.DONE;
    }
    var address = address(server.isEmpty() ? Connection.byDefault(console.env()) : server);
    GetServerResp answer;
    try (var client = Connection.open(address, console)) {
      answer = client.server();
    }
    if (output.isJson()) {
      console.printJson(answer);
    } else {
      console.print(ofThisProgram() + "\n\n" + text(address, answer));
    }
    return ExitCode.DONE;
  }

  private String ofThisProgram() {
    // The jar says it; classes that lie in a folder, as in a build, have none.
    var version =
        Objects.requireNonNullElse(
            VersionCommand.class.getPackage().getImplementationVersion(), "development");
    var java = Runtime.version().toString();
    return output.isJson()
        ? "{\"version\": \"%s\", \"java\": \"%s\"}".formatted(version, java)
        : "interlock %s (Java %s)".formatted(version, java);
  }

  private ServerAddress address(String text) {
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw BadUsage.of(spec, String.valueOf(wrong.getMessage()));
    }
  }

  private static String text(ServerAddress address, GetServerResp server) {
    var replicas = new Table("REPLICA", "VERSION", "STARTED", "WORKS RUNNING", "ANSWERS");
    for (var replica : server.getReplicasList()) {
      replicas.row(
          replica.getName(),
          replica.getVersion(),
          Words.of(replica.getStartedAt()),
          replica.getWorksRunning(),
          replica.getAnswers() ? "yes" : "no");
    }
    return Table.facts(
            List.of(
                "server", address.toString(),
                "version", server.getVersion(),
                "started", Words.of(server.getStartedAt()),
                "store", server.getStore()))
        + "\n"
        + replicas;
  }
}
