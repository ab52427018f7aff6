package dev.interlock.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.cli.Samples;
import dev.interlock.client.WorkView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:30Z");
  private static final WorkView VIEW = WorkView.of(Samples.status().build());

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void draws_by_itself_and_follows_the_size_of_the_terminal() throws Exception {
    var terminal = terminal();
    try (var screen = new LiveScreen(terminal, Glyphs.ASCII, InstantSource.fixed(NOW))) {
      screen.start();
      screen.show(VIEW, NOW);
      await().until(() -> text().contains("pre-conditions"));

      terminal.setSize(Size.of(60, 4));
      screen.lost("gone");
      screen.show(VIEW, NOW);
    }

    assertThat(text()).contains("SatelliteDiskErase");
  }

  @Test
  void closing_leaves_the_last_picture_and_may_be_done_twice() throws Exception {
    try (var screen = new LiveScreen(terminal(), Glyphs.ASCII, InstantSource.fixed(NOW))) {
      screen.show(VIEW, NOW);
      screen.lost("gone");

      Runnable closing = screen::close;
      closing.run();
      closing.run();
    }

    assertThat(text()).contains("machines", "gone; trying again");
  }

  @Test
  void a_terminal_that_was_closed_before_it_is_no_fault() throws Exception {
    var terminal = terminal();
    try (var screen = new LiveScreen(terminal, Glyphs.ASCII, InstantSource.fixed(NOW))) {
      screen.show(VIEW, NOW);

      terminal.close();
    }

    assertThat(text()).doesNotContain("Exception");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private Terminal terminal() throws IOException {
    return TerminalBuilder.builder()
        .system(false)
        .streams(new ByteArrayInputStream(new byte[0]), written)
        .type("xterm-256color")
        .encoding(StandardCharsets.UTF_8)
        .stdoutEncoding(StandardCharsets.UTF_8)
        .size(Size.of(100, 30))
        .build();
  }
}
