package dev.interlock.cli;

import dev.interlock.client.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;

/// One run of a command in this process.
///
/// @param status what the process would exit with
record CommandRun(int status, String out, String err) {
  static final Instant NOW = Instant.parse("2026-03-01T10:01:00Z");

  /// Where and how commands are run.
  ///
  /// @param in what they read from standard input
  record Place(
      Map<String, String> env, String in, Charset charset, Supplier<Optional<Terminal>> terminal) {
    /// Commands find `server` by the environment, and there is no terminal.
    static Place near(ScriptedServer server) {
      return new Place(
          Map.of("INTERLOCK_SERVER", server.address().toString()),
          "",
          StandardCharsets.UTF_8,
          Optional::empty);
    }

    Place withInput(String text) {
      return new Place(env, text, charset, terminal);
    }

    Place withCharset(Charset other) {
      return new Place(env, in, other, terminal);
    }

    Place withTerminal(Terminal one) {
      return new Place(env, in, charset, () -> Optional.of(one));
    }

    Place withEnv(String name, String value) {
      var more =
          Stream.concat(env.entrySet().stream(), Stream.of(Map.entry(name, value)))
              .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      return new Place(more, in, charset, terminal);
    }

    CommandRun run(String... args) {
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      var console =
          new Console(
              new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
              new PrintStream(out, true, charset),
              new PrintStream(err, true, charset),
              env,
              InstantSource.fixed(NOW),
              terminal);
      int status = Interlock.execute(console, args);
      return new CommandRun(status, out.toString(charset), err.toString(charset));
    }
  }
}
