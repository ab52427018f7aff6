package dev.interlock.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is kept of what an attempt writes.
class AttemptOutputTest {
  private final AttemptOutput output = new AttemptOutput();

  @Test
  void a_short_output_is_kept_whole() {
    output.line("one");
    output.line("two");

    assertThat(output.text()).isEqualTo("one\ntwo\n");
    assertThat(output.seen().lines()).containsExactly("one", "two");
  }

  @Test
  void nothing_written_is_nothing_kept() {
    assertThat(output.text()).isEmpty();
  }

  @Test
  void of_a_long_output_the_beginning_and_the_end_are_kept() {
    for (int i = 0; i < 100_000; i++) {
      output.line("line " + i);
    }

    var text = output.text();
    assertThat(text.length()).isBetween(64_000, 66_000);
    assertThat(text).startsWith("line 0\nline 1\n").endsWith("line 99998\nline 99999\n");
    long kept = text.lines().filter(line -> line.startsWith("line ")).count();
    assertThat(text).contains("[%d lines left out]".formatted(100_000 - kept));
    assertThat(output.seen().lines()).hasSize(64).endsWith("line 99999");
  }

  @Test
  void a_long_line_is_cut() {
    output.line("x".repeat(5_000));

    assertThat(output.text()).hasSize(1_024 + 2).endsWith("x…\n");
  }
}
