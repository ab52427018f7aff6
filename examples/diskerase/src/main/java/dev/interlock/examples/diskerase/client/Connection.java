package dev.interlock.examples.diskerase.client;

import dev.interlock.client.ClientSettings;
import dev.interlock.client.Credentials;
import dev.interlock.client.InterlockClient;
import dev.interlock.client.ServerAddress;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option that says which server a command talks to.
final class Connection {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:INTERLOCK_SERVER:-127.0.0.1:8080}",
      description = "The server; by default $INTERLOCK_SERVER, or else 127.0.0.1:8080.")
  private ServerAddress server = new ServerAddress("127.0.0.1", 8080);

  InterlockClient open() {
    var home = Path.of(System.getProperty("user.home"));
    var credentials = Credentials.find(System.getenv(), home);
    return InterlockClient.of(ClientSettings.of(server).withCredentials(credentials));
  }
}
