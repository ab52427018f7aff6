package dev.interlock.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Makes connections to servers, with what says who calls.
final class Channels {
  // A whole work of 10,000 jobs, each with a long error, asked for with `view` FULL.
  private static final int ANSWER_BYTES_MAX = 64 << 20;
  // Finds out within a minute that a watched server's machine is gone.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(40);

  private Channels() {}

  /// A channel that connects with its first call.
  ///
  /// @throws UncheckedIOException when a file of the credentials cannot be read
  static ManagedChannel to(ClientSettings settings) {
    var address = settings.address();
    var builder =
        NettyChannelBuilder.forAddress(address.host(), address.port(), channelCredentials(settings))
            .disableRetry() // those of Calls are the only ones
            .maxInboundMessageSize(ANSWER_BYTES_MAX)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
    if (address.isThisMachine() || address.isSecure()) {
      settings
          .credentials()
          .token()
          .ifPresent(token ->
              builder.intercept(MetadataUtils.newAttachHeadersInterceptor(authorization(token))));
    }
    return builder.build();
  }

  private static ChannelCredentials channelCredentials(ClientSettings settings) {
    if (!settings.address().isSecure()) {
      return InsecureChannelCredentials.create();
    }
    var credentials = settings.credentials();
    var builder = TlsChannelCredentials.newBuilder();
    try {
      if (credentials.authority().isPresent()) {
        builder.trustManager(credentials.authority().get().toFile());
      }
      if (credentials.certificate().isPresent()) {
        var own = credentials.certificate().get();
        builder.keyManager(own.certificate().toFile(), own.key().toFile());
      }
      return builder.build();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("a certificate cannot be read: " + unreadable, unreadable);
    }
  }

  /// As RFC 6750 has it.
  private static Metadata authorization(String token) {
    var headers = new Metadata();
    var name = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    headers.put(name, "Bearer " + token);
    return headers;
  }
}
