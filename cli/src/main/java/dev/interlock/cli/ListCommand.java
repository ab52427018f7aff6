package dev.interlock.cli;

import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Lists works.
@Command(description = "Lists works, newest first.")
final class ListCommand implements Callable<Integer> {
  private static final int LIMIT_MAX = 500;
  private static final String PREFIX = "WORK_STATE_";

  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--name", paramLabel = "NAME", description = "Only works of this name.")
  private String name = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "Only works in this state, as running or es-stopped; several with commas.")
  private List<String> states = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most, 1 to " + LIMIT_MAX + "; by default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--page",
      paramLabel = "TOKEN",
      description = "Goes on where a list ended that said so.")
  private String page = "";

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var query = query();
    ListResp works;
    try (var client = connection.open()) {
      works = client.list(query);
    }
    if (output.isJson()) {
      console.printJson(works);
    } else {
      console.print(table(works));
    }
    return ExitCode.DONE;
  }

  private ListReq query() {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw wrong("--limit is %d; it must be 1 to %d".formatted(limit, LIMIT_MAX));
    }
    var query = ListReq.newBuilder().setPageSize(limit).setName(name).setPageToken(page);
    states.forEach(state -> query.addStates(stateOf(state)));
    return query.build();
  }

  private WorkState stateOf(String text) {
    var wanted = PREFIX + text.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Arrays.stream(WorkState.values())
        .filter(ListCommand::isReal)
        .filter(state -> state.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                "--state \"%s\" is no state of a work; they are %s"
                    .formatted(
                        text,
                        Arrays.stream(WorkState.values())
                            .filter(ListCommand::isReal)
                            .map(state -> Words.of(state).replace(' ', '-'))
                            .collect(Collectors.joining(", ")))));
  }

  private static boolean isReal(WorkState state) {
    return state != WorkState.UNRECOGNIZED && state != WorkState.WORK_STATE_UNSPECIFIED;
  }

  private ParameterException wrong(String message) {
    if (spec == null) {
      throw new IllegalStateException("bug: list ran without being a command");
    }
    return new ParameterException(spec.commandLine(), message);
  }

  private static String table(ListResp works) {
    if (works.getWorksCount() == 0) {
      return "there are no such works\n";
    }
    var table = new Table("WORK", "NAME", "STATE", "JOBS", "SUBMITTED", "BY", "ABOUT");
    for (var work : works.getWorksList()) {
      table.row(
          work.getId(),
          work.getName(),
          Words.of(work.getState()),
          work.getJobs(),
          Words.of(work.getCreated()),
          work.getSubmittedBy(),
          work.getReason().isEmpty() ? work.getDesc() : work.getReason());
    }
    var next = works.getNextPageToken();
    return next.isEmpty() ? table.toString() : table + "there are more: --page " + next + "\n";
  }
}
