package dev.interlock.cli;

import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints a link by which a browser signs in.
@Command(
    description = {
      "Prints a link that opens the page in a browser, signed in as you.",
      "The link is of use once, and for a minute: give it to nobody."
    })
final class PageCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();

  PageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (var client = connection.open(console)) {
      var code = client.signInCode().getCode();
      // behind the # of an address it is sent to nobody, and no log has it
      var server = connection.server();
      var start = server.isSecure() ? "" : "http://";
      console.printLine("%s%s/sign-in#%s".formatted(start, server, code));
    }
    return ExitCode.DONE;
  }
}
