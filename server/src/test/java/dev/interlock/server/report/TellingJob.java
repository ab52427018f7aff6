package dev.interlock.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/// The plug-in `tell`: a job that writes what it is given, and fails with it or succeeds with it.
final class TellingJob {
  private static final String SOURCE =
      """
      import dev.interlock.plugin.*;
      import java.time.Duration;
      import java.util.List;
      public class Tell implements JobType {
        public JobSpec spec() {
          return new JobSpec("tell", "Test.",
              List.of(
                  Arg.required("text", Arg.text(), "what to say"),
                  Arg.withDefault("fails", new ArgKind.Flag(), "false", "whether it fails")),
              List.of(), Effect.none("nothing"), Duration.ofMinutes(1),
              new Retries(3, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0));
        }
        public Outcome run(JobContext context, Args args) {
          var text = args.text("text") + "\\0\\u202e";
          context.log(text);
          return args.flag("fails") ? new Outcome.Failed(text) : new Outcome.Succeeded(text);
        }
      }
      """;

  private TellingJob() {}

  /// Puts it into a folder of plug-ins.
  static void into(Path plugins) throws IOException {
    var source = Files.createTempDirectory("tell").resolve("Tell.java");
    Files.writeString(source, SOURCE);
    var classPath = System.getProperty("java.class.path");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, source.toString()))
        .isZero();
    Files.createDirectories(plugins);
    try (var jar = new JarOutputStream(Files.newOutputStream(plugins.resolve("tell.jar")))) {
      jar.putNextEntry(new JarEntry("Tell.class"));
      jar.write(Files.readAllBytes(source.resolveSibling("Tell.class")));
      jar.putNextEntry(new JarEntry("META-INF/services/dev.interlock.plugin.JobType"));
      jar.write("Tell\n".getBytes(StandardCharsets.UTF_8));
    }
  }
}
