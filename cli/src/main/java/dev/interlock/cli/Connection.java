package dev.interlock.cli;

import dev.interlock.cli.file.BadFile;
import dev.interlock.client.ClientSettings;
import dev.interlock.client.Credentials;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.ServerAddress;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/// The option that says which server a command talks to. Who calls it is what [Credentials] finds.
final class Connection {
  static final String ENV = "INTERLOCK_SERVER";
  static final String LABEL = "HOST:PORT";
  private static final String DEFAULT = "127.0.0.1:8080";

  @Option(
      names = "--server",
      paramLabel = LABEL,
      description = "The server; by default $" + ENV + ", or else " + DEFAULT + ".")
  private ServerAddress server = ServerAddress.parse(DEFAULT);

  /// The server where no option says which.
  static String byDefault(Map<String, String> env) {
    var server = env.getOrDefault(ENV, "");
    return server.isEmpty() ? DEFAULT : server;
  }

  InterlockClient open(Console console) {
    return open(server, console);
  }

  /// @throws BadFile when the token or a certificate cannot be read
  static InterlockClient open(ServerAddress server, Console console) {
    try {
      var home = Path.of(System.getProperty("user.home"));
      var credentials = Credentials.find(console.env(), home);
      return InterlockClient.of(ClientSettings.of(server).withCredentials(credentials));
    } catch (UncheckedIOException unreadable) {
      throw new BadFile(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  ServerAddress server() {
    return server;
  }

  /// What a command line that a person is told to type must have to reach the same server.
  String asOption() {
    return server.toString().equals(DEFAULT) ? "" : " --server " + server;
  }
}
