package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.e2e.Findings.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What [ChaosRun] would not find it could not promise.
class SpansIT {
  @TempDir Path folder;

  /// How many blocks had too much at once, by what their jobs wrote down.
  private long exceeded(String lines) throws IOException {
    return found(lines.replaceAll("([+-] .*)", "$1 ")).of(Count.LIMIT_EXCEEDED);
  }

  /// How often a machine was touched by two.
  private long shared(String lines) throws IOException {
    return found(lines).of(Count.TARGET_SHARED);
  }

  private Findings found(String lines) throws IOException {
    var file = folder.resolve("spans");
    Files.writeString(file, lines);
    var findings = new Findings();
    new Spans(file).check(findings, Set.of("killed"));
    return findings;
  }

  @Test
  void a_machine_that_jobs_of_two_works_touch_is_found() throws IOException {
    assertThat(shared("+ v/0 1 7 m1\n+ w/9 1 8 m1\n")).isEqualTo(1);
    assertThat(shared("+ v/0 1 7 m1\n+ w/9 1 8 m2\n- v/0 1 7 m1\n+ w/5 1 8 m1\n")).isZero();
  }

  @Test
  void a_machine_is_touched_by_one_that_is_run_again_and_by_the_killed() throws IOException {
    assertThat(shared("+ v/0 1 7 m1\n+ v/0 2 8 m1\n+ killed/3 1 9 m1\n")).isZero();
    assertThat(shared("+ v/0 1 7 m1\nx 7\n+ w/0 1 8 m1\n")).isZero();
  }

  @Test
  void a_third_job_of_a_block_of_two_is_found() throws IOException {
    assertThat(exceeded("+ w/0 1 7\n+ w/1 1 7\n+ w/2 1 8\n")).isEqualTo(1);
  }

  @Test
  void jobs_of_other_blocks_and_works_and_those_that_have_ended_do_not_count() throws IOException {
    assertThat(exceeded("+ w/0 1 7\n+ w/1 1 7\n+ w/4 1 7\n+ v/0 1 8\n- w/0 1 7\n+ w/2 1 7\n"))
        .isZero();
  }

  @Test
  void what_a_process_ran_ends_with_it_and_not_with_another() throws IOException {
    assertThat(exceeded("+ w/0 1 7\n+ w/1 1 7\nx 7\n+ w/0 2 8\n+ w/1 2 8\n")).isZero();
    assertThat(exceeded("+ w/0 1 7\n+ w/1 1 7\nx 9\n+ w/2 1 8\n")).isEqualTo(1);
  }

  @Test
  void an_attempt_that_was_let_go_of_and_runs_on_beside_its_next_counts_twice() throws IOException {
    assertThat(exceeded("+ w/0 1 7\n+ w/0 2 8\n+ w/1 1 8\n")).isEqualTo(1);
  }
}
