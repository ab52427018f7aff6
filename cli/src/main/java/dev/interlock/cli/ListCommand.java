package dev.interlock.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.ListResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.api.v1.WorkSummary;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      names = "--by",
      paramLabel = "WHO",
      description = "Only works that this person or program submitted.")
  private String submittedBy = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only works submitted then or later: 2026-11-23T22:00:00Z, or 2h for ago.")
  private String since = "";

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only works submitted before then, in the same forms.")
  private String until = "";

  @Option(names = "--id", paramLabel = "START", description = "Only works whose id begins so.")
  private String idStart = "";

  @Option(
      names = "--label",
      paramLabel = "KEY[=VALUE]",
      description =
          "Only works with this label: team=storage, or team for any value; of several, with all.")
  private List<String> labels = new ArrayList<>();

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
    try (var client = connection.open(console)) {
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
      throw BadUsage.of(spec, "--limit is %d; it must be 1 to %d".formatted(limit, LIMIT_MAX));
    }
    var query = ListReq.newBuilder().setPageSize(limit).setName(name).setPageToken(page);
    states.forEach(state -> query.addStates(stateOf(state)));
    query.setSubmittedBy(submittedBy).setIdPrefix(idStart).addAllLabels(labels);
    time("--since", since).ifPresent(query::setCreatedFrom);
    time("--until", until).ifPresent(query::setCreatedUntil);
    return query.build();
  }

  private Optional<Timestamp> time(String option, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var time =
        TimeText.instant(text)
            .or(() -> TimeText.pause(text).map(console.clock().instant()::minus))
            .orElseThrow(() ->
                BadUsage.of(
                    spec,
                    "%s \"%s\" is no time; write it as 2026-11-23T22:00:00Z, or as 90s, 10m, 2h or 1d ago"
                        .formatted(option, text)));
    return Optional.of(Timestamps.fromMillis(time.toEpochMilli()));
  }

  private WorkState stateOf(String text) {
    var wanted = PREFIX + text.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Arrays.stream(WorkState.values())
        .filter(ListCommand::isReal)
        .filter(state -> state.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            BadUsage.of(
                spec,
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

  private static String done(WorkSummary work) {
    var counts = work.getCounts();
    return work.hasCounts()
        ? "%d of %d".formatted(counts.getCompleted() + counts.getSkipped(), work.getJobs())
        : "of " + work.getJobs();
  }

  private static String failed(WorkSummary work) {
    int failed = work.getCounts().getFailed() + work.getCounts().getUnknown();
    return failed == 0 ? "" : Integer.toString(failed);
  }

  private static String table(ListResp works) {
    if (works.getWorksCount() == 0) {
      return "there are no such works\n";
    }
    var table = new Table("WORK", "NAME", "STATE", "DONE", "FAILED", "SUBMITTED", "BY", "ABOUT");
    for (var work : works.getWorksList()) {
      table.row(
          work.getId(),
          work.getName(),
          Words.of(work.getState()),
          done(work),
          failed(work),
          Words.of(work.getCreated()),
          work.getSubmittedBy(),
          work.getReason().isEmpty() ? work.getDesc() : work.getReason());
    }
    var next = works.getNextPageToken();
    return next.isEmpty() ? table.toString() : table + "there are more: --page " + next + "\n";
  }
}
