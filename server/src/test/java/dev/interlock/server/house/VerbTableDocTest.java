package dev.interlock.server.house;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.Verb.Kind;
import dev.interlock.engine.work.VerbTable;
import dev.interlock.engine.work.VerbTable.Cell;
import dev.interlock.engine.work.WorkState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the handbook of the verbs says of states and refusals is what the engine does.
class VerbTableDocTest {
  private static final Path HANDBOOK = Path.of("docs/verbs.md");
  private static final String BEGIN = "<!-- generated from VerbTable: begin -->\n";
  private static final String END = "<!-- generated from VerbTable: end -->\n";
  private static final Pattern REFUSAL =
      Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| (.+) \\| (.+) \\|$");

  @Test
  void the_handbook_has_the_table_that_the_engine_goes_by() {
    assertThat(between(handbook(), BEGIN, END))
        .as("what stands between the markers in %s. It is to be:\n\n%s", HANDBOOK, table())
        .isEqualTo(table());
  }

  @Test
  void the_handbook_says_of_every_refusal_what_it_means_and_what_to_do() {
    var said = REFUSAL.matcher(handbook()).results().map(row -> row.group(1)).toList();

    assertThat(said)
        .as("the rows `NAME` | what it means | what to do, in %s", HANDBOOK)
        .containsExactlyElementsOf(Arrays.stream(Why.values()).map(Why::name).toList());
  }

  private static String handbook() {
    return Repository.text(Repository.root().resolve(HANDBOOK));
  }

  private static String between(String text, String begin, String end) {
    assertThat(text).as("the markers in %s", HANDBOOK).contains(begin, end);
    return text.substring(text.indexOf(begin) + begin.length(), text.indexOf(end));
  }

  /// A row for each state, a column for each verb; in parts, for nobody reads a dozen columns.
  private static String table() {
    var verbs = List.of(Kind.values());
    int jobs = verbs.indexOf(Kind.SKIP_JOB);
    int others = verbs.indexOf(Kind.APPROVE);
    return Stream.of(
            verbs.subList(0, jobs),
            verbs.subList(jobs, others),
            verbs.subList(others, verbs.size()))
        .map(VerbTableDocTest::part)
        .collect(joining("\n"));
  }

  private static String part(List<Kind> verbs) {
    var head = row("state", verbs, Kind::words);
    var rule = "|---".repeat(verbs.size() + 1) + "|\n";
    return Stream.of(WorkState.values())
        .map(state -> row(state.name(), verbs, verb -> said(VerbTable.cell(state, verb))))
        .collect(joining("", head + rule, ""));
  }

  private static String row(String name, List<Kind> verbs, Function<Kind, String> cell) {
    return verbs.stream().map(cell).collect(joining(" | ", "| " + name + " | ", " |\n"));
  }

  private static String said(Cell cell) {
    return switch (cell) {
      case Cell.Acts(var what) -> what;
      case Cell.Refuses(var why) -> "`" + why.name() + "`";
    };
  }
}
