package dev.interlock.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.cli.screen.Glyphs;
import dev.interlock.cli.screen.LiveScreen;
import dev.interlock.cli.screen.PlainText;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;

/// What a command reads, writes and knows of where it runs.
///
/// @param env the environment's variables
/// @param terminal opens the one that pictures can be drawn on; empty when there is none
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    InstantSource clock,
    Supplier<Optional<Terminal>> terminal) {
  static Console ofThisProcess() {
    return new Console(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        InstantSource.system(),
        LiveScreen::terminalOfThisProcess);
  }

  Glyphs glyphs() {
    return Glyphs.of(out.charset());
  }

  /// Whether the environment asks for lines without colour and movement; see no-color.org.
  boolean wantsPlainLines() {
    return !env.getOrDefault("NO_COLOR", "").isEmpty()
        || env.getOrDefault("TERM", "").equals("dumb");
  }

  /// Writes text that ends its lines itself.
  void print(String text) {
    out.print(text);
    out.flush();
  }

  void printLine(String line) {
    print(line + "\n");
  }

  /// Writes a whole message as one document.
  void printJson(MessageOrBuilder message) {
    printJson(message, everyField());
  }

  /// Writes a message as one line of a stream of them.
  void printJsonLine(MessageOrBuilder message) {
    printJson(message, everyField().omittingInsignificantWhitespace());
  }

  /// Writes a message without what is empty in it: for people who read it and edit it.
  void printJsonBriefly(MessageOrBuilder message) {
    printJson(message, JsonFormat.printer().preservingProtoFieldNames());
  }

  /// With zeros, empty texts and empty lists: a script should find every field.
  private static JsonFormat.Printer everyField() {
    return JsonFormat.printer().alwaysPrintFieldsWithNoPresence();
  }

  private void printJson(MessageOrBuilder message, JsonFormat.Printer printer) {
    try {
      var json = printer.print(message);
      printLine(PlainText.ofJson(json, !out.charset().equals(StandardCharsets.UTF_8)));
    } catch (InvalidProtocolBufferException impossible) { // only for Any, which we do not use
      throw new IllegalStateException(
          "bug: no JSON for " + message.getDescriptorForType().getFullName(), impossible);
    }
  }

  /// Tells a person; never part of the output that a script reads.
  void tell(String line) {
    err.print(line + "\n");
    err.flush();
  }
}
