package dev.interlock.examples.diskerase.client;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Show a work and watch it to its end.")
final class ShowStatus implements Callable<Integer> {
  private final Console console;

  @Mixin private final Connection connection = new Connection();

  @Parameters(paramLabel = "ID", description = "The work's id, see submit.log.")
  private String id = "";

  ShowStatus(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var client = connection.open()) {
      return new Follow(client, console).toTheEnd(id);
    }
  }
}
