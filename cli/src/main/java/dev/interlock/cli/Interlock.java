package dev.interlock.cli;

import dev.interlock.client.ExitCode;
import dev.interlock.client.ServerAddress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
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

  // They tell of the other commands.
  private static final Set<String> NEED_ALL = Set.of("completion", "help");

  private static final Set<String> OF_EVERY_COMMAND = Set.of("--server", "--output", "-o");

  @Spec private @Nullable CommandSpec spec;

  private Interlock() {}

  /// Runs one command.
  ///
  /// @return its exit status
  static int execute(Console console, String... args) {
    var ordered = commandFirst(args);
    return commandLine(console, ordered).execute(ordered);
  }

  /// What every command has may also be said before it.
  private static String[] commandFirst(String... args) {
    int command = 0;
    while (command < args.length && OF_EVERY_COMMAND.contains(nameOf(args[command]))) {
      command += args[command].contains("=") ? 1 : 2; // with its value
    }
    if (command >= args.length) {
      return args;
    }
    var ordered = new ArrayList<>(List.of(args).subList(command, args.length));
    int endOfOptions = ordered.indexOf("--");
    ordered.addAll(
        endOfOptions < 0 ? ordered.size() : endOfOptions, List.of(args).subList(0, command));
    return ordered.toArray(String[]::new);
  }

  private static String nameOf(String option) {
    int sign = option.indexOf('=');
    return sign < 0 ? option : option.substring(0, sign);
  }

  /// The command line with every command.
  static CommandLine commandLine(Console console) {
    var line = new CommandLine(new Interlock());
    commands(console).forEach((name, command) -> line.addSubcommand(name, command.get()));
    setUp(line, console);
    return line;
  }

  /// The command line with only the command that `args` name, when there is one: making the others
  /// takes longer than most commands do.
  static CommandLine commandLine(Console console, String... args) {
    var command = args.length == 0 ? null : commands(console).get(args[0]);
    if (command == null || NEED_ALL.contains(args[0])) {
      return commandLine(console);
    }
    var line = new CommandLine(new Interlock()).addSubcommand(args[0], command.get());
    setUp(line, console);
    return line;
  }

  private static CommandLine with(Object command, String name, Object subcommand) {
    return new CommandLine(command).addSubcommand(name, subcommand);
  }

  private static SequencedMap<String, Supplier<Object>> commands(Console console) {
    var commands = new LinkedHashMap<String, Supplier<Object>>();
    commands.put(
        "server",
        () ->
            OtherProgram.of(
                "server", "Starts the server; 'bin/interlock server --help' tells its settings."));
    commands.put(
        "export",
        () ->
            OtherProgram.of(
                "export", "Copies a database into a new SQLite file, while no server uses it."));
    commands.put(
        "import",
        () ->
            OtherProgram.of(
                "import", "Copies a SQLite file into an empty database, while no server uses it."));
    commands.put("submit", () -> new SubmitCommand(console));
    commands.put("exec", () -> new ExecCommand(console));
    commands.put("run", () -> new RunCommand(console));
    commands.put("status", () -> new StatusCommand(console));
    commands.put("watch", () -> new WatchCommand(console));
    commands.put("list", () -> new ListCommand(console));
    commands.put("check", () -> new CheckCommand(console));
    commands.put("approve", () -> new ApproveCommand(console));
    commands.put("deny", () -> new DenyCommand(console));
    commands.put("pause", () -> new PauseCommand(console));
    commands.put("resume", () -> new ResumeCommand(console));
    commands.put("drain", () -> new DrainCommand(console));
    commands.put("cancel", () -> new CancelCommand(console));
    commands.put("kill", () -> new KillCommand(console));
    commands.put("skip", () -> new SkipCommand(console));
    commands.put("resolve", () -> new ResolveCommand(console));
    commands.put("limit", () -> new LimitCommand(console));
    commands.put("retry", () -> new RetryCommand(console));
    commands.put("clone", () -> new CloneCommand(console));
    commands.put("request", () -> new RequestCommand(console));
    commands.put("facts", () -> new FactsCommand(console));
    commands.put("report", () -> new ReportCommand(console));
    commands.put("output", () -> new OutputCommand(console));
    commands.put(
        "jobs", () -> with(new JobsCommand(console), "describe", new JobsDescribeCommand(console)));
    commands.put(
        "policies",
        () -> with(new PoliciesCommand(console), "check", new PoliciesCheckCommand(console)));
    commands.put("buckets", () -> new BucketsCommand(console));
    commands.put("replicas", () -> new ReplicasCommand(console));
    commands.put("stop", () -> new StopCommand(console));
    commands.put("go", () -> new GoCommand(console));
    commands.put("stops", () -> new StopsCommand(console));
    commands.put("whoami", () -> new WhoamiCommand(console));
    commands.put(
        "audit",
        () ->
            new CommandLine(new AuditCommand())
                .addSubcommand("list", new AuditListCommand(console))
                .addSubcommand("verify", new AuditVerifyCommand(console))
                .addSubcommand("export", new AuditExportCommand(console)));
    commands.put("page", () -> new PageCommand(console));
    commands.put("version", () -> new VersionCommand(console));
    commands.put("completion", () -> new CompletionCommand(console));
    // Not HelpCommand::new: JDK 25 crashes when it makes an AOT cache of a method reference to a
    // class as old as picocli's.
    commands.put("help", () -> new HelpCommand());
    return commands;
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
    var server = env.getOrDefault(Connection.ENV, "");
    boolean isServer = arg.isOption() && arg.paramLabel().equals(Connection.LABEL);
    return isServer && !server.isEmpty() ? server : null;
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
