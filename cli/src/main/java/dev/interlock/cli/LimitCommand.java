package dev.interlock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Sets how many sequences of a block run at once.
@Command(
    description = {
      "Sets how many of a block run at once from now on; what runs goes on.",
      "What is counted are sequences, where each single job is one by itself."
    })
final class LimitCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();

  @Option(
      names = "--block",
      required = true,
      paramLabel = "BLOCK",
      description =
          "Which block, counted from 0 as in the request: the first one that 'status' shows is 0.")
  private int block;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "N",
      description = "How many at once, from 1 to the most that a request may have as rate_limit.")
  private int limit;

  LimitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output)
          .tell(client.verbs().setLimit(work.id(), block, limit, reason.text()), work.id());
    }
  }
}
