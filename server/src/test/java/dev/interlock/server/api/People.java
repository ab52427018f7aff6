package dev.interlock.server.api;

import dev.interlock.server.RunningServer;
import dev.interlock.server.identity.TestIssuer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A server and whoever a test wants to call it, known by tokens of the test's own issuer.
final class People implements AutoCloseable {
  private final TestIssuer issuer;
  private final Path folder;
  private final String[] settings;
  private RunningServer server;
  private ManagedChannel channel;

  /// Starts the server in a folder that has its files.
  People(Path folder, String... settings) {
    this.issuer = new TestIssuer(folder);
    this.folder = folder;
    this.settings =
        Stream.concat(Stream.of(issuer.settings()), Stream.of(settings)).toArray(String[]::new);
    this.server = RunningServer.in(folder, this.settings);
    this.channel = channel();
  }

  private ManagedChannel channel() {
    return ManagedChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  RunningServer server() {
    return server;
  }

  /// Ends the server and starts it again.
  void restartServer() {
    close();
    server = RunningServer.in(folder, settings);
    channel = channel();
  }

  /// Calls as `test:WHO`, a person.
  Channel as(String who) {
    return by(issuer.personsToken(who, "all"));
  }

  /// Calls as `test:WHO`, a program.
  Channel asProgram(String who) {
    return by(issuer.token(who, "all"));
  }

  private Channel by(String token) {
    var headers = RunningServer.authorization("Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
