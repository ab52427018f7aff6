package dev.interlock.examples.diskerase.client;

import java.io.PrintStream;
import java.time.InstantSource;

/// What a command writes to, and the time.
///
/// @param screen whether lines can be written over
public record Console(PrintStream out, PrintStream err, Screen screen, InstantSource clock) {

  /// What `out` is.
  public enum Screen {
    /// A terminal: the last line is written over while jobs run.
    LIVE,
    /// A file or a pipe: a line for what changed, nothing is written over.
    LINES
  }

  /// The process's own.
  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again when there is no terminal
  public static Console ofThisProcess() {
    var terminal = System.console();
    boolean isLive = terminal != null && terminal.isTerminal();
    return new Console(
        System.out, System.err, isLive ? Screen.LIVE : Screen.LINES, InstantSource.system());
  }

  void print(String line) {
    out.println(visible(line));
    out.flush();
  }

  /// Writes a line that the next one will be written over.
  void printOver(String line) {
    out.print("\r\033[K" + visible(line));
    out.flush();
  }

  /// Clears what [#printOver] wrote.
  void clearLine() {
    out.print("\r\033[K");
    out.flush();
  }

  /// Tells a person what went wrong.
  void tell(String line) {
    err.println("diskerase: " + visible(line));
    err.flush();
  }

  /// A server's texts hold what anybody submitted, and a terminal obeys control characters.
  private static String visible(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
