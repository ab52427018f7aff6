package dev.interlock.cli;

import dev.interlock.api.v1.GetSelfResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows whom the server takes the caller for.
@Command(description = "Shows whom the server takes you for, and what you may do there.")
final class WhoamiCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();

  WhoamiCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GetSelfResp self;
    try (var client = connection.open(console)) {
      self = client.self();
    }
    if (output.isJson()) {
      console.printJson(self);
    } else {
      console.print(text(self));
    }
    return ExitCode.DONE;
  }

  private static String text(GetSelfResp self) {
    var facts =
        new ArrayList<>(List.of("name", self.getName(), "known by", self.getAuthentication()));
    if (self.getGroupsCount() > 0) {
      facts.addAll(List.of("groups", String.join(", ", self.getGroupsList())));
    }
    if (self.getPerson()) {
      facts.addAll(List.of("is", "a person, who can approve"));
    }
    if (self.getGrantsCount() == 0) {
      return Table.facts(facts) + "\nyou may do nothing here: the rights file does not name you\n";
    }
    var table = new Table("YOU MAY", "WORKS NAMED");
    for (var grant : self.getGrantsList()) {
      table.row(Words.of(grant.getRight()), String.join(", ", grant.getWorkNamesList()));
    }
    return Table.facts(facts) + "\n" + table;
  }
}
