package dev.interlock.examples.diskerase.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "statusProto",
    description = "Print everything about a work, all its jobs included, as proto JSON.")
final class ShowStatusProto implements Callable<Integer> {
  private final Console console;

  @Mixin private final Connection connection = new Connection();

  @Parameters(paramLabel = "ID", description = "The work's id, see submit.log.")
  private String id = "";

  ShowStatusProto(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    try (var client = connection.open()) {
      // Proto JSON escapes control characters, so a terminal is safe from what it holds.
      console.out().println(JsonFormat.printer().print(client.fullStatus(id)));
      console.out().flush();
      return ExitCode.DONE;
    }
  }
}
