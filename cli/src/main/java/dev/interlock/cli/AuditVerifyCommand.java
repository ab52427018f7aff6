package dev.interlock.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.client.AuditCheck;
import dev.interlock.client.ExitCode;
import dev.interlock.client.SignedHead;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Checks the audit.
@Command(
    description = {
      "Checks that no entry of the audit was changed, taken out, moved or put in since it was written:",
      "reads all of it and makes the chain anew. What was cut off the end, or made anew as a whole, is",
      "found with --log: the server writes the signed end of the audit to its log. Exit status 1 says",
      "that something is wrong."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Checks what 'audit export' wrote, and asks no server.")
  private @Nullable Path file;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "A log of a server, with the ends that it signed; may be repeated.")
  private List<Path> logs = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A public key that may have signed, as the log has it; may be repeated.")
  private List<String> keys = new ArrayList<>();

  AuditVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var heads = new ArrayList<SignedHead>();
    for (var log : logs) {
      int before = heads.size();
      lines(log).map(SignedHead::inLog).flatMap(Optional::stream).forEach(heads::add);
      if (heads.size() == before) {
        throw BadUsage.of(spec, "--log %s has no signed end of an audit".formatted(log));
      }
    }
    var check = new AuditCheck(heads, new HashSet<>(keys));
    long head = 0;
    if (file == null) {
      try (var client = connection.open(console)) {
        head =
            AuditPages.read(
                client,
                check::add,
                () -> {
                  throw BadUsage.of(
                      spec, "you may not see all of the audit, so nobody can check it for you");
                });
      }
    } else {
      lines(file).filter(line -> !line.isBlank()).map(this::entry).forEach(check::add);
    }
    return tell(check.end(head));
  }

  private Integer tell(AuditCheck.Result result) {
    result.problems().forEach(console::printLine);
    if (!result.problems().isEmpty()) {
      console.printLine("the audit is NOT what was written");
      return ExitCode.FAILED;
    }
    console.printLine(
        "entries 1 to %d, each as it was written; the hash of the last is %s"
            .formatted(result.seq(), result.hash()));
    console.printLine(
        result.signedSeq() == 0
            ? "no end of it is signed"
            : "signed up to seq %d by %s"
                .formatted(result.signedSeq(), String.join(", ", result.keys())));
    return ExitCode.DONE;
  }

  private AuditRecord entry(String line) {
    try {
      var record = AuditRecord.newBuilder();
      JsonFormat.parser().merge(line, record);
      return record.build();
    } catch (InvalidProtocolBufferException wrong) {
      throw BadUsage.of(
          spec, "--file %s has a line that is no entry: %s".formatted(file, wrong.getMessage()));
    }
  }

  private Stream<String> lines(Path path) {
    try {
      return Files.readAllLines(path).stream();
    } catch (MalformedInputException notText) {
      throw BadUsage.of(spec, path + " is not UTF-8 text");
    } catch (IOException unreadable) {
      throw BadUsage.of(spec, "%s cannot be read: %s".formatted(path, unreadable.getMessage()));
    }
  }
}
