package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HandbookTest {
  @Test
  void the_handbook_lists_every_command_and_every_exit_status() throws IOException {
    var handbook = Files.readString(Path.of("..", "docs", "cli.md"));

    for (var command : Interlock.commandLine(Console.ofThisProcess()).getSubcommands().keySet()) {
      assertThat(handbook).contains("| `interlock " + command);
    }
    ExitCode.MEANINGS.forEach((status, meaning) ->
        assertThat(handbook).contains("| %s | %s |\n".formatted(status, meaning)));
  }
}
