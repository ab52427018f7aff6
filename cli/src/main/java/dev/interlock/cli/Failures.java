package dev.interlock.cli;

import dev.interlock.cli.file.BadFile;
import dev.interlock.cli.screen.PlainText;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.CallFailed;
import dev.interlock.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what went wrong, on standard error, and chooses the exit status.
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final Console console;

  Failures(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed)
      throws Exception {
    return switch (thrown) {
      case CallFailed failed -> tell(failed);
      case BadFile bad -> {
        bad.getMessage().lines().forEach(this::tell);
        yield ExitCode.USAGE;
      }
      case InterruptedException _ -> ExitCode.INTERRUPTED;
      default -> throw thrown;
    };
  }

  private int tell(CallFailed failed) {
    int violations = failed.violations().size();
    if (failed.kind() == CallFailed.Kind.REFUSED || violations > 1) {
      // The message only says the same in one line.
      boolean isRefused = failed.kind() == CallFailed.Kind.REFUSED;
      tell((isRefused ? "refused: " : "wrong: ") + Words.count(violations, "violation"));
      failed.violations().forEach(one -> console.tell("  " + PlainText.of(one.toString())));
    } else {
      tell(failed.getMessage());
    }
    return ExitCode.of(failed.kind());
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    tell(String.valueOf(wrong.getMessage()));
    var command = wrong.getCommandLine();
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    console.tell("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private void tell(String message) {
    console.tell("interlock: " + PlainText.of(message));
  }
}
