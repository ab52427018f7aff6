package dev.interlock.server;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.ListReq;
import dev.interlock.api.v1.Status;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import dev.interlock.engine.access.Principal;
import dev.interlock.server.settings.SettingsReader;
import dev.interlock.server.settings.SettingsReader.Reading;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Starts a server on a free port in a temporary folder, runs a small work through it, and ends.
/// Says whether an installation works, and is the run that an ahead-of-time cache learns from.
final class SelfTest {
  private static final String NAME = "SelfTest";

  private SelfTest() {}

  static int run(PrintStream out, PrintStream err) throws InterruptedException {
    try {
      var folder = Files.createTempDirectory("interlock-self-test");
      try {
        return run(folder, out, err);
      } finally {
        delete(folder);
      }
    } catch (IOException disk) {
      err.println("interlock server: self-test: " + disk);
      return Main.BROKEN;
    }
  }

  private static int run(Path folder, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("es.json"), "{\"Name\":\"%s\",\"Status\":\"go\"}".formatted(NAME));
    Files.writeString(
        folder.resolve("policies.json"),
        """
        {"Name": "%s", "Policies": [
          {"Name": "restrictJobTypes", "Settings": {"AllowedJobs": ["sleep"]}}]}
        """
            .formatted(NAME));
    Files.writeString(
        folder.resolve("rights.json"),
        """
        {"Roles": ["submitter", "executor"], "Works": ["%s"], "Principals": ["%s"]}
        """
            .formatted(NAME, Principal.LOCAL));
    var token = folder.resolve("token");
    var args =
        List.of(
            "--listen=127.0.0.1:0",
            "--data=data",
            "--policies=policies.json",
            "--stops=es.json",
            "--rights=rights.json",
            "--token-file=" + token,
            "--plugins=plugins");
    if (!(SettingsReader.read(args, Map.of(), folder) instanceof Reading.Good good)) {
      throw new IllegalStateException("bug: the self-test's own settings are wrong");
    }
    try (var wiring = Wiring.start(good.settings())) {
      boolean worked = worksThrough(Main.host(wiring), Files.readString(token).strip());
      out.println(worked ? "self-test: a work ran to its end" : "self-test: failed");
      return worked ? 0 : Main.BROKEN;
    } catch (RuntimeException failed) {
      return Main.cannotStart(failed, err);
    }
  }

  private static boolean worksThrough(String host, String token)
      throws IOException, InterruptedException {
    var bearer = "Bearer " + token;
    var client =
        GrpcClients.builder("gproto+h2c://" + host)
            .addHeader("authorization", bearer)
            .build(WorkServiceBlockingStub.class);
    var sleep = Job.newBuilder().setName("sleep").putArgs("seconds", "0");
    var request =
        WorkReq.newBuilder()
            .setName(NAME)
            .addBlocks(Block.newBuilder().setRateLimit(2).addJobs(sleep).addJobs(sleep))
            .build();
    var id = client.submit(request).getId();
    var _ = client.exec(ExecReq.newBuilder().setId(id).build());
    var waiting = StatusReq.newBuilder().setId(id);
    waiting.getWaitUntilEndedBuilder().setSeconds(10);
    var status = client.status(waiting.build()).getStatus();
    var listed = client.list(ListReq.getDefaultInstance()).getWorksCount();
    try (var http = HttpClient.newHttpClient()) {
      var get =
          HttpRequest.newBuilder(URI.create("http://" + host + "/v1/works/" + id))
              .header("authorization", bearer)
              .build();
      var shown = http.send(get, HttpResponse.BodyHandlers.ofString());
      return status == Status.StatusCompleted && listed == 1 && shown.statusCode() == 200;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
