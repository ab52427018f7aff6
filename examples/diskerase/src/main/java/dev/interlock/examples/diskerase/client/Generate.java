package dev.interlock.examples.diskerase.client;

import dev.interlock.client.ExitCode;
import dev.interlock.examples.diskerase.site.MakeSites;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "generate", description = "Write the sample's sites.json and machines.json.")
final class Generate implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FOLDER", description = "Where to; files that are there are replaced.")
  private Path folder = Path.of("");

  Generate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    MakeSites.into(folder);
    console.print("wrote sites.json and machines.json into " + folder);
    return ExitCode.DONE;
  }
}
