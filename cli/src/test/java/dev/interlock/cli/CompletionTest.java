package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.client.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "interlock sto,                stop stops",
    "interlock comp,               completion",
    "interlock jobs d,             describe",
    "interlock list --li,          --limit",
    "interlock stop --rea,         --reason",
    "'interlock list --output ',   table json"
  })
  void bash_completes_commands_options_and_values(String typed, String completions)
      throws Exception {
    assertThat(completed(typed)).containsExactlyInAnyOrder(completions.split(" "));
  }

  @Test
  void the_script_serves_zsh_too() {
    assertThat(script()).contains("ZSH_VERSION", "bashcompinit");
  }

  /// What bash offers after `typed`.
  private List<String> completed(String typed) throws Exception {
    var words = typed.split(" ", -1);
    var script = Files.writeString(folder.resolve("interlock.bash"), script());
    var bash =
        new ProcessBuilder(
            "bash",
            "-c",
            """
            source "$0"
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            COMP_POINT=${#COMP_LINE}
            _complete_interlock
            printf '%s\\n' "${COMPREPLY[@]}"
            """,
            script.toString());
    bash.command().addAll(List.of(words));
    // compopt complains that this is no real completion
    var process = bash.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var out = process.getInputStream()) {
      var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isZero();
      return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
  }

  private static String script() {
    try (var server = ScriptedServer.start()) {
      return CommandRun.Place.near(server).run("completion").out();
    }
  }
}
