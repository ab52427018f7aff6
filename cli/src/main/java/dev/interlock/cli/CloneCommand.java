package dev.interlock.cli;

import dev.interlock.api.v1.Edit;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.cli.file.WorkFile;
import dev.interlock.client.WorkVerbs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Submits the request of a work again, with edits.
@Command(
    description = {
      "Submits the request of a work again, with edits, as a new work.",
      "It runs when exec says so. Edits are made in their order; places in lists are those of the work",
      "that is cloned, whatever other edits remove. 'interlock request' shows them."
    })
final class CloneCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();
  @Mixin private final Reason reason = new Reason();
  @Spec private @Nullable CommandSpec spec;

  // a group, for its occurrences keep the order of the command line over both options
  @ArgGroup(multiplicity = "0..*")
  private List<Change> changes = new ArrayList<>();

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description =
          "What to submit in place of the work's own request; - is standard input. Not with --set or"
              + " --remove.")
  private @Nullable String file;

  /// One edit, as it is typed.
  static final class Change {
    @Option(
        names = "--set",
        paramLabel = "PATH=VALUE",
        description =
            "Gives a field, or an entry of a map, a value: desc=again, blocks[0].rate_limit=5,"
                + " blocks[2].jobs[7].args.site=aap.")
    private @Nullable String set;

    @Option(
        names = "--remove",
        paramLabel = "PATH",
        description =
            "Takes away a block, a job or an argument, or empties a field: blocks[2].jobs[7].")
    private @Nullable String remove;
  }

  CloneCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (file == null) {
      var edits = edits();
      return tell(verbs -> verbs.clone(work.id(), edits, reason.text()));
    }
    if (!changes.isEmpty()) {
      throw BadUsage.of(spec, "--request stands for the whole request; make the edits in it");
    }
    var request = WorkFile.read(file, console.in());
    return tell(verbs -> verbs.clone(work.id(), request, reason.text()));
  }

  private int tell(Function<WorkVerbs, WorkResp> clone) {
    try (var client = connection.open(console)) {
      return new Outcome(console, connection, output).tell(clone.apply(client.verbs()));
    }
  }

  private List<Edit> edits() {
    return changes.stream().map(this::edit).toList();
  }

  private Edit edit(Change change) {
    if (change.set == null) {
      return Edit.newBuilder().setPath(String.valueOf(change.remove)).setRemove(true).build();
    }
    int sign = change.set.indexOf('=');
    if (sign < 1) {
      throw BadUsage.of(spec, "--set \"%s\" has no = between path and value".formatted(change.set));
    }
    return Edit.newBuilder()
        .setPath(change.set.substring(0, sign))
        .setSet(change.set.substring(sign + 1))
        .build();
  }
}
