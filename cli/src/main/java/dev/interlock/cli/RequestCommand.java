package dev.interlock.cli;

import dev.interlock.api.v1.WorkReq;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the request of a work.
@Command(
    description = {
      "Shows the request of a work, as JSON that 'interlock submit' takes.",
      "With --output json also the fields that it leaves empty."
    })
final class RequestCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  @Mixin private final UnknownOption unknown = new UnknownOption();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--not-done",
      description = "Only what is not done of a work that has ended, as 'interlock retry' has it.")
  private boolean isOfNotDone;

  RequestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (unknown.isGiven() && !isOfNotDone) {
      throw BadUsage.of(spec, "--unknown is a part of --not-done");
    }
    WorkReq request;
    try (var client = connection.open(console)) {
      request =
          isOfNotDone
              ? client.requestOfNotDone(work.id(), unknown.onWire())
              : client.request(work.id());
    }
    if (output.isJson()) {
      console.printJson(request);
    } else {
      console.printJsonBriefly(request);
    }
    return ExitCode.DONE;
  }
}
