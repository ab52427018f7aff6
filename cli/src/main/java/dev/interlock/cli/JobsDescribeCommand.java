package dev.interlock.cli;

import dev.interlock.api.v1.Arg;
import dev.interlock.api.v1.CrashClass;
import dev.interlock.api.v1.JobType;
import dev.interlock.api.v1.Retries;
import dev.interlock.cli.file.Nearest;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Tells everything about one job type.
@Command(
    description = "Tells what a job does, what arguments it has and what happens after a crash.")
final class JobsDescribeCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "NAME", description = "The job, as 'interlock jobs' lists it.")
  private String name = "";

  JobsDescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<JobType> types;
    try (var client = connection.open(console)) {
      types = client.jobTypes().getJobTypesList();
    }
    var found = types.stream().filter(type -> type.getName().equals(name)).findFirst();
    if (found.isEmpty()) {
      var names = types.stream().map(JobType::getName).toList();
      console.tell(
          PlainText.of(
              "interlock: there is no job \"%s\"; %s"
                  .formatted(
                      name,
                      Nearest.to(name, names)
                          .map("did you mean \"%s\"?"::formatted)
                          .orElse("there are " + String.join(", ", names)))));
      return ExitCode.USAGE;
    }
    if (output.isJson()) {
      console.printJson(found.get());
    } else {
      console.print(table(found.get()));
    }
    return ExitCode.DONE;
  }

  private static String table(JobType type) {
    var text =
        new StringBuilder(
            Table.facts(
                List.of(
                    "job", type.getName(),
                    "purpose", type.getPurpose(),
                    "result", type.getResult(),
                    "touches", type.getTargets(),
                    "side effects", type.getSideEffectFree() ? "none: it may be a check" : "",
                    "after a crash", afterCrash(type.getCrashClass()),
                    "retries", type.hasRetries() ? retries(type.getRetries()) : "",
                    "timeout",
                        type.hasTimeout()
                            ? Words.of(Duration.ofSeconds(type.getTimeout().getSeconds()))
                            : "none",
                    "from", type.getOrigin())));
    section(text, "ARGUMENT", type.getArgsList());
    section(text, "SETTING", type.getSettingsList());
    return text.toString();
  }

  private static String retries(Retries retries) {
    var growing =
        retries.getFactor() > 1
            ? ", each further pause %s times as long, up to %s"
                .formatted(
                    BigDecimal.valueOf(retries.getFactor()).stripTrailingZeros().toPlainString(),
                    Words.of(Duration.ofSeconds(retries.getCap().getSeconds())))
            : "";
    return "up to %d, the first after %s%s"
        .formatted(
            retries.getMax(),
            Words.of(Duration.ofSeconds(retries.getFirst().getSeconds())),
            growing);
  }

  private static String afterCrash(CrashClass crashClass) {
    return switch (crashClass) {
      case CRASH_CLASS_IDEMPOTENT -> "idempotent: is run again";
      case CRASH_CLASS_VERIFIABLE ->
          "verifiable: its probe looks whether it took effect; where that cannot tell, a person decides";
      case CRASH_CLASS_ONCE -> "once: is never run again by itself; a person decides";
      case CRASH_CLASS_UNSPECIFIED, UNRECOGNIZED -> "unknown to this program";
    };
  }

  private static void section(StringBuilder text, String title, List<Arg> args) {
    if (args.isEmpty()) {
      return;
    }
    var table = new Table(title, "KIND", "NEEDED", "ABOUT");
    for (var arg : args) {
      var byDefault = arg.hasDefaultValue() ? "no, else " + arg.getDefaultValue() : "no";
      table.row(
          arg.getName(),
          arg.getKind(),
          arg.getRequired() ? "yes" : byDefault,
          arg.getDescription());
    }
    text.append('\n').append(table);
  }
}
