package dev.interlock.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Runs one command of `interlock` and exits with its status.
public final class Main {
  // gRPC logs what we tell in words of our own. Held here, for JUL holds loggers only weakly.
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private Main() {}

  /// Runs the command and ends the process.
  ///
  /// @param args the command and its arguments
  public static void main(String[] args) {
    GRPC.setLevel(Level.OFF);
    System.exit(Interlock.execute(Console.ofThisProcess(), args));
  }
}
