package dev.interlock.examples.diskerase.client;

import dev.interlock.client.CallFailed;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ServerAddress;
import dev.interlock.examples.diskerase.site.BadInventory;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/// The command `diskerase` with its subcommands.
@Command(
    name = "diskerase",
    description =
        "The sample client of Interlock: has the disks of a satellite erased. Nothing is erased really.",
    synopsisSubcommandLabel = "COMMAND")
public final class Diskerase {

  private Diskerase() {}

  /// The command line of one process.
  public static CommandLine commandLine(Console console) {
    var line = new CommandLine(new Diskerase());
    line.addSubcommand(new EraseSatellite(console))
        .addSubcommand(new ShowStatus(console))
        .addSubcommand(new ShowStatusProto(console))
        .addSubcommand(new Generate(console))
        .setOut(new PrintWriter(console.out(), true, console.out().charset()))
        .setErr(new PrintWriter(console.err(), true, console.err().charset()))
        .registerConverter(ServerAddress.class, Diskerase::address)
        .setExecutionExceptionHandler((thrown, _, _) -> tell(thrown, console));
    line.getCommandSpec()
        .addOption(help())
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.MEANINGS);
    return line;
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .scopeType(ScopeType.INHERIT)
        .description("Show this help.")
        .build();
  }

  private static ServerAddress address(String text) {
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }

  private static int tell(Exception thrown, Console console) throws Exception {
    return switch (thrown) {
      case CallFailed failed -> {
        console.tell(String.valueOf(failed.getMessage()));
        failed.violations().forEach(violation -> console.tell("  " + violation));
        yield ExitCode.of(failed.kind());
      }
      case BadInventory bad -> {
        String.valueOf(bad.getMessage()).lines().forEach(console::tell);
        yield ExitCode.USAGE;
      }
      case IOException unusable -> {
        console.tell("cannot read or write a file: " + unusable);
        yield ExitCode.USAGE;
      }
      default -> throw thrown;
    };
  }
}
