package dev.interlock.cli.screen;

import dev.interlock.client.WorkView;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/// Shows a work as a picture that is redrawn in place, several times a second for the clocks in it.
/// Any thread may use it.
public final class LiveScreen implements WorkScreen {
  private static final long PAINT_MILLIS = 200;
  private static final int WIDTH_MIN = 20;

  private final Terminal terminal;
  private final Display display;
  private final Glyphs glyphs;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Size size;
  private @Nullable WorkView view;
  private String notice = "";

  /// @param terminal closed by [#close]
  public LiveScreen(Terminal terminal, Glyphs glyphs, InstantSource clock) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.glyphs = glyphs;
    this.clock = clock;
    this.size = Size.of(0, 0);
  }

  /// The terminal of this process.
  ///
  /// @return empty when standard output is none, or one that cannot move its cursor
  public static Optional<Terminal> terminalOfThisProcess() {
    try {
      var terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .nativeSignals(false) // Ctrl-C ends the process, as everywhere
              .graphemeCluster(false) // would ask the terminal, and read what is typed
              .dumb(true) // instead of an exception; told apart below
              .build();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        terminal.close();
        return Optional.empty();
      }
      return Optional.of(terminal);
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  /// Starts to draw.
  public void start() {
    Thread.ofVirtual().name("live-screen").start(this::drawOnAndOn);
  }

  @Override
  public synchronized void show(WorkView next, Instant at) {
    view = next;
    notice = "";
  }

  @Override
  public synchronized void lost(String why) {
    notice = why + "; trying again";
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed.getCount() == 0) {
        return;
      }
      draw();
      closed.countDown();
    }
    try {
      terminal.close();
    } catch (IOException gone) {
      // The terminal went away while we drew: there is nobody to tell.
    }
  }

  private void drawOnAndOn() {
    try {
      while (!closed.await(PAINT_MILLIS, TimeUnit.MILLISECONDS)) {
        draw();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void draw() {
    var known = view;
    if (known == null || closed.getCount() == 0) {
      return;
    }
    try {
      draw(known);
    } catch (IllegalStateException gone) {
      // JLine closes terminals when the process is told to end, which may be before we do.
      closed.countDown();
    }
  }

  private void draw(WorkView known) {
    var told = terminal.getSize();
    var now = Size.of(Math.max(WIDTH_MIN, told.getColumns()), Math.max(2, told.getRows()));
    if (!now.equals(size)) {
      size = now;
      display.resize(size);
    }
    // A line as wide as the terminal makes some of them start another one.
    int width = size.getColumns() - 1;
    var frame =
        new ArrayList<>(
            Frame.of(known, notice, glyphs, width, size.getRows() - 1, clock.instant()));
    frame.add(AttributedString.EMPTY); // where the cursor waits, and where the shell goes on
    display.update(frame, size.cursorPos(frame.size() - 1, 0));
  }
}
