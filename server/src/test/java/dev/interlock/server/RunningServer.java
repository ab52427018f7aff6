package dev.interlock.server;

import dev.interlock.api.diskerase.WorkflowGrpc;
import dev.interlock.api.diskerase.WorkflowGrpc.WorkflowBlockingStub;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.api.v1.WorkState;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A whole server on a free port, with files of its own in a folder of the test's. Lets works named
/// `Nap` sleep, and nothing else.
public final class RunningServer implements AutoCloseable {
  private static final String POLICIES =
      """
      {"Name": "Nap", "Policies": [
        {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep", "tokenBucket"]}}]}
      """;

  /// Whoever may read the token file may do everything.
  private static final String RIGHTS =
      """
      {
        "Roles": ["submitter", "executor", "operator", "release", "admin", "auditor", "policy-admin"],
        "Works": ["*"],
        "Principals": ["local"]
      }
      """;

  private static final String GO = "{\"Name\": \"Nap\", \"Status\": \"go\"}";

  private final Path folder;
  private final Wiring wiring;
  private final ManagedChannel channel;
  private final String bearer;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningServer(Path folder, Wiring wiring) {
    this.folder = folder;
    this.wiring = wiring;
    this.bearer = "Bearer " + read(folder.resolve("token")).strip();
    this.channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", wiring.address().getPort())
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(authorization(bearer)))
            .build();
  }

  /// Starts in a folder; the files that are there already are taken as they are.
  public static RunningServer in(Path folder, String... moreArgs) {
    writeIfMissing(folder.resolve("policies.json"), POLICIES);
    writeIfMissing(folder.resolve("es.json"), GO);
    writeIfMissing(folder.resolve("rights.json"), RIGHTS);
    return new RunningServer(folder, Wiring.start(settings(folder, moreArgs)));
  }

  /// The settings that [#in] starts with.
  public static dev.interlock.server.settings.Settings settings(Path folder, String... moreArgs) {
    var args =
        new ArrayList<>(
            List.of(
                "--listen=127.0.0.1:0",
                "--policies=policies.json",
                "--stops=es.json",
                "--rights=rights.json",
                "--token-file=token",
                "--policies-poll=100ms",
                "--stops-poll=100ms",
                "--stops-stale=10s", // a busy machine is no reason to stop
                "--shutdown-grace=1s",
                "--token-buckets.one.capacity=1",
                "--token-buckets.one.refill=1",
                "--token-buckets.one.interval=1h"));
    args.addAll(List.of(moreArgs));
    var reading = SettingsReader.read(args, Map.of(), folder);
    if (reading instanceof Reading.Good good) {
      return good.settings();
    }
    throw new IllegalArgumentException(reading.toString());
  }

  /// Writes the files that let works of these names sleep, for a server that starts in the folder.
  public static void letSleep(Path folder, String... names) {
    var policies = new StringBuilder();
    var stops = new StringBuilder();
    for (var name : names) {
      policies.append(POLICIES.replace("Nap", name));
      stops.append(GO.replace("Nap", name)).append('\n');
    }
    write(folder.resolve("policies.json"), policies.toString());
    write(folder.resolve("es.json"), stops.toString());
  }

  private static void writeIfMissing(Path file, String text) {
    if (!Files.exists(file)) {
      write(file, text);
    }
  }

  /// What a gRPC call has who it is with.
  public static Metadata authorization(String value) {
    var headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException disk) {
      throw new UncheckedIOException(disk);
    }
  }

  public void writeStops(String text) {
    write(folder.resolve("es.json"), text);
  }

  public void writePolicies(String text) {
    write(folder.resolve("policies.json"), text);
  }

  public void writeRights(String text) {
    write(folder.resolve("rights.json"), text);
  }

  public void letNapsGo() {
    writeStops(GO);
  }

  public void restorePolicies() {
    writePolicies(POLICIES);
  }

  /// A work of one job that sleeps.
  static WorkReq nap(int seconds) {
    var sleep = Job.newBuilder().setName("sleep").putArgs("seconds", Integer.toString(seconds));
    return WorkReq.newBuilder()
        .setName("Nap")
        .addBlocks(Block.newBuilder().setRateLimit(1).addJobs(sleep))
        .build();
  }

  WorkState state(String id) {
    return works().status(StatusReq.newBuilder().setId(id).build()).getState();
  }

  /// What the header `authorization` must say.
  public String bearer() {
    return bearer;
  }

  public int port() {
    return wiring.address().getPort();
  }

  public ManagedChannel channel() {
    return channel;
  }

  public WorkServiceBlockingStub works() {
    return WorkServiceGrpc.newBlockingStub(channel);
  }

  public WorkflowBlockingStub oldWorks() {
    return WorkflowGrpc.newBlockingStub(channel);
  }

  public EmergencyStopServiceBlockingStub stops() {
    return EmergencyStopServiceGrpc.newBlockingStub(channel);
  }

  public AuditServiceBlockingStub audit() {
    return AuditServiceGrpc.newBlockingStub(channel);
  }

  public CatalogServiceBlockingStub catalog() {
    return CatalogServiceGrpc.newBlockingStub(channel);
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET().build());
  }

  public HttpResponse<String> post(String path, String json) {
    return send(
        request(path, "content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /// With the token of the token file.
  public HttpRequest.Builder request(String path, String... headers) {
    return anonymous(path, headers).header("authorization", bearer);
  }

  /// From nobody that the server knows.
  public HttpRequest.Builder anonymous(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server", stop);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.shutdownNow();
    wiring.close();
  }
}
