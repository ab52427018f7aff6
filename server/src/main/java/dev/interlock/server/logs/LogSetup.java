package dev.interlock.server.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.interlock.server.settings.LogFormat;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Sends log lines to standard error. In code, because reading a configuration file would take a
/// third of the time that the server needs to start.
public final class LogSetup extends ContextAwareBase implements Configurator {
  /// Where the context keeps what lines go through before they are written.
  private static final String REDACTION = "redaction";

  /// Lines that may be written.
  private static final class Redacted extends LayoutBase<ILoggingEvent> {
    private final LayoutBase<ILoggingEvent> lines;

    Redacted(LayoutBase<ILoggingEvent> lines) {
      this.lines = lines;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
      var line = lines.doLayout(event);
      return getContext().getObject(REDACTION) instanceof Redacting redacting
          ? redacting.redacted(line)
          : line;
    }
  }

  /// For `ServiceLoader`: the form of the lines before the settings are read.
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    apply(context, LogFormat.AUTO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Writes lines in this form from now on.
  public static void use(LogFormat format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      apply(context, format);
    }
  }

  /// Takes out of a line what must not be written.
  @FunctionalInterface
  public interface Redacting {
    String redacted(String line);
  }

  /// From now on every line goes through this before it is written.
  public static void redactBy(Redacting redacting) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.putObject(REDACTION, redacting);
    }
  }

  private static void apply(LoggerContext context, LogFormat format) {
    LayoutBase<ILoggingEvent> layout =
        switch (format) {
          case JSON -> new JsonLines();
          case TEXT -> new TextLines();
          case AUTO -> isTerminal() ? new TextLines() : new JsonLines();
        };
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    var redacted = new Redacted(layout);
    redacted.setContext(context);
    redacted.start();
    encoder.setLayout(redacted);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.interlock").setLevel(Level.INFO);
  }

  /// Java only tells whether both ends of the console are terminals, and a server's input often is
  /// none.
  private static boolean isTerminal() {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }
}
