package dev.interlock.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutantTest {
  private static final Path ROOT = Path.of("..");
  private static final int FAULTS_MIN = 100;

  @Test
  void every_fault_finds_its_place_in_the_sources() throws IOException {
    var mutants = Mutant.all();

    assertThat(mutants).hasSizeGreaterThanOrEqualTo(FAULTS_MIN).doesNotHaveDuplicates();
    for (var mutant : mutants) {
      var source = Files.readString(ROOT.resolve(mutant.file()));
      assertThat(mutant.applyTo(source)).as(mutant.id()).isNotEqualTo(source);
    }
  }

  @Test
  void the_document_lists_every_fault() throws IOException {
    var rows =
        Mutant.all().stream()
            .map(mutant -> "| %s | %s |".formatted(mutant.id(), mutant.breaks()))
            .toList();

    var listed = Files.readAllLines(ROOT.resolve("docs/simulation.md"));

    assertThat(listed.stream().filter(line -> line.matches("\\| M\\d+ .*"))).isEqualTo(rows);
  }

  @Test
  void the_simulation_finds_a_fault() throws Exception {
    var fault = Mutant.all().getFirst();

    var caught = new Hunt(ROOT).forFault(fault, Duration.ofMinutes(1));

    assertThat(caught.by()).isEqualTo("I5");
  }

  @Test
  void the_simulation_finds_nothing_where_there_is_no_fault() throws Exception {
    var found = new Hunt(ROOT).forNoFault(Mutant.all().getFirst(), Duration.ofSeconds(3));

    assertThat(found.isCaught()).isFalse();
    assertThat(found.schedules()).isPositive();
  }

  @Test
  void a_part_of_the_list_is_read_line_by_line() {
    var text = "# words\n\nM1 breaks it\na/B.java\n- one\n- two\n+ three\n- four\n";

    assertThat(Mutant.read(text))
        .containsExactly(
            new Mutant(
                "M1",
                "breaks it",
                "a/B.java",
                List.of(new Mutant.Edit("one\ntwo", "three"), new Mutant.Edit("four", ""))));
  }
}
