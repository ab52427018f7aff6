package dev.interlock.e2e;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.JobContext;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Outcome;
import dev.interlock.plugin.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/// The file that each attempt appends a line to before it does anything else: durable, and none of
/// the service's business.
final class Marks {
  static final String LOG = "log";

  private static final String MILLIS = "millis";
  private static final String MACHINE = "machine";

  private Marks() {}

  static JobSpec spec(String name, CrashClass crashClass) {
    return new JobSpec(
        name,
        "appends a line to a file and waits",
        List.of(
            Arg.withDefault(MILLIS, new ArgKind.WholeNumber(0, 60_000), "0", "how long it waits"),
            Arg.optional(MACHINE, Arg.text(), "what nobody else may touch meanwhile")),
        List.of(Arg.required(LOG, Arg.text(), "the file that attempts append to")),
        new Effect("the file has one more line", "the machine, if it names one", crashClass),
        Duration.ofMinutes(5));
  }

  static List<Target> targets(Args args) {
    return args.find(MACHINE).map(name -> new Target("machine", name)).stream().toList();
  }

  static Outcome leave(JobContext context, Args args) throws IOException, InterruptedException {
    span(context, args, '+');
    try {
      append(context);
      context.sleep(Duration.ofMillis(args.number(MILLIS)));
      return new Outcome.Succeeded("");
    } finally {
      span(context, args, '-');
    }
  }

  /// Says in a second file, for who looks at what ran at once, that an attempt begins or ends: `+
  /// KEY ATTEMPT PROCESS-ID MACHINE`, the last empty for none. All processes append to it, and its
  /// order is theirs.
  private static void span(JobContext context, Args args, char what) throws IOException {
    var line =
        "%c %s %d %d %s%n"
            .formatted(
                what,
                context.idempotencyKey(),
                context.attempt(),
                ProcessHandle.current().pid(),
                args.find(MACHINE).orElse(""));
    var _ =
        Files.writeString(
            Path.of(context.settings().text(LOG) + ".spans"),
            line,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
  }

  /// Appends `KEY ATTEMPT` and returns when it is on disk.
  static void append(JobContext context) throws IOException {
    var line = "%s %d%n".formatted(context.idempotencyKey(), context.attempt());
    try (var file =
        FileChannel.open(
            Path.of(context.settings().text(LOG)),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      var _ = file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      file.force(false);
    }
  }
}
