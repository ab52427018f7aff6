package dev.interlock.examples.diskerase;

import dev.interlock.examples.diskerase.client.Console;
import dev.interlock.examples.diskerase.client.Diskerase;

/// The program `diskerase`.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(Diskerase.commandLine(Console.ofThisProcess()).execute(args));
  }
}
