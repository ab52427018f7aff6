package dev.interlock.server.files;

import dev.interlock.engine.policy.PolicyBook;
import dev.interlock.engine.policy.PolicySource;
import dev.interlock.engine.time.Clock;
import dev.interlock.server.plugins.Plugins;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The policies in force: the policy file, read again whenever its content changes.
///
/// Any thread may ask; one virtual thread reads. While the file is bad, new work is refused and
/// what runs goes on.
public final class PolicyFile implements PolicySource, AutoCloseable {
  /// How large the file may be.
  public static final int BYTES_MAX = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(PolicyFile.class);

  private final FilePoll file;
  private final PolicyEntries entries;
  private volatile Reading current = new Reading.Broken("the policy file was not read yet");

  /// The file at `path`, not yet read.
  ///
  /// @param name what the operator calls it
  public PolicyFile(Path path, String name, Plugins plugins, Clock clock, Duration poll) {
    this.file = new FilePoll(new SmallFile(path, BYTES_MAX), clock, poll, this::changed);
    this.entries = new PolicyEntries(plugins, name);
  }

  /// Reads the file and, from then on, reads it every poll.
  ///
  /// @return what the first reading said
  public Reading start() {
    file.start("policy-file");
    return current;
  }

  /// What came of judging a file that is not in force.
  public sealed interface Judged {
    record Good(PolicyBook book) implements Judged {}

    /// New work would be refused.
    record Bad(List<String> problems) implements Judged {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }

  /// What the file would be if it had this content. Changes nothing.
  public Judged judge(ByteBuffer content) {
    return entries.judge(content);
  }

  @Override
  public Reading current() {
    return current;
  }

  @Override
  public void close() {
    file.close();
  }

  /// Reads the file; does nothing when it is as it was.
  void read() {
    file.read();
  }

  private void changed(SmallFile.Read read) {
    current = reading(read);
    switch (current) {
      case Reading.InForce(PolicyBook(var policies, var version)) ->
          log.atInfo()
              .addKeyValue("file", file.path())
              .addKeyValue("version", version)
              .addKeyValue("names", String.join(", ", policies.keySet().stream().sorted().toList()))
              .log("policies are in force");
      case Reading.Broken(var problem) ->
          log.atError().log("policies are broken, new work is refused: {}", problem);
    }
  }

  private Reading reading(SmallFile.Read read) {
    return switch (read) {
      case SmallFile.Read.Bad(var problem) -> new Reading.Broken(problem);
      case SmallFile.Read.Content(var bytes) -> entries.read(bytes, file.path().toString());
    };
  }
}
