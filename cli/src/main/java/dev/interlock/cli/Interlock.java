package dev.interlock.cli;

import dev.interlock.client.ServerAddress;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command without a command: shows the help. Knows all others.
@Command(
    name = "interlock",
    description = {
      "Submits, runs, watches and stops works on an Interlock server.",
      "Commands reach the server at --server, $INTERLOCK_SERVER or 127.0.0.1:8080.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = false,
    footer = {"", "'interlock COMMAND --help' tells more of a command."})
final class Interlock implements Runnable {
  private static final int HELP_WIDTH = 100;

  @Spec private @Nullable CommandSpec spec;

  private Interlock() {}

  static CommandLine commandLine(Console console) {
    var line = new CommandLine(new Interlock());
    line.addSubcommand("server", new ServerCommand())
        .addSubcommand("submit", new SubmitCommand(console))
        .addSubcommand("exec", new ExecCommand(console))
        .addSubcommand("run", new RunCommand(console))
        .addSubcommand("status", new StatusCommand(console))
        .addSubcommand("watch", new WatchCommand(console))
        .addSubcommand("list", new ListCommand(console))
        .addSubcommand("check", new CheckCommand(console))
        .addSubcommand(
            "jobs",
            new CommandLine(new JobsCommand(console))
                .addSubcommand("describe", new JobsDescribeCommand(console)))
        .addSubcommand("policies", new PoliciesCommand(console))
        .addSubcommand("stop", new StopCommand(console))
        .addSubcommand("go", new GoCommand(console))
        .addSubcommand("stops", new StopsCommand(console))
        .addSubcommand("version", new VersionCommand(console))
        .addSubcommand("completion", new CompletionCommand(console))
        .addSubcommand("help", new HelpCommand());
    setUp(line, console);
    return line;
  }

  private static void setUp(CommandLine line, Console console) {
    var failures = new Failures(console);
    line.registerConverter(ServerAddress.class, Interlock::address)
        .setDefaultValueProvider(arg -> defaultOf(arg, console.env()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setOut(new PrintWriter(console.out(), true, console.out().charset()))
        .setErr(new PrintWriter(console.err(), true, console.err().charset()));
    addHelp(line);
  }

  /// Gives every command `--help`, and the list of what its exit status says.
  private static void addHelp(CommandLine line) {
    var spec = line.getCommandSpec();
    spec.exitCodeOnExecutionException(ExitCode.BUG);
    if (!(spec.userObject() instanceof HelpCommand)) {
      spec.addOption(
          CommandLine.Model.OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Shows this help.")
              .build());
      spec.usageMessage().exitCodeListHeading("%nExit status:%n").exitCodeList(ExitCode.MEANINGS);
    }
    line.getSubcommands().values().forEach(Interlock::addHelp);
  }

  private static @Nullable String defaultOf(
      CommandLine.Model.ArgSpec arg, Map<String, String> env) {
    return arg.isOption() && arg.paramLabel().equals(Connection.LABEL)
        ? env.get(Connection.ENV)
        : null;
  }

  private static ServerAddress address(String text) {
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }

  @Override
  public void run() {
    var line = spec == null ? new CommandLine(this) : spec.commandLine();
    throw new ParameterException(line, "which command? 'interlock --help' lists them");
  }
}
