package dev.interlock.cli;

import static dev.interlock.cli.Samples.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.client.ExitCode;
import dev.interlock.client.ScriptedServer;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `interlock report`.
class ReportCommandTest {
  @TempDir Path folder;
  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);

  @AfterEach
  void close() {
    server.close();
  }

  private static ReportResp part(String html) {
    return ReportResp.newBuilder().setHtml(html).build();
  }

  private String file() {
    return folder.resolve("ticket.html").toString();
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void writes_all_parts_in_their_order_and_says_where() throws IOException {
    server.answer("Report", part("<p>caf\u00e9 "), part("and \u27e8U+202E\u27e9</p>"));

    var run = place.withCharset(StandardCharsets.US_ASCII).run("report", ID, "-o", file());

    assertThat(run.status()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("the report is in %s\n".formatted(file()));
    assertThat(Files.readString(Path.of(file())))
        .isEqualTo("<p>caf\u00e9 and \u27e8U+202E\u27e9</p>");
    assertThat(files()).hasSize(1);
    assertThat(server.requests("Report", ReportReq.class))
        .containsExactly(ReportReq.newBuilder().setId(ID).build());
  }

  @Test
  void a_report_that_is_cut_leaves_no_file() throws IOException {
    server.on(
        "Report",
        (_, out) -> {
          out.onNext(part("<p>the beginning"));
          out.onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
        });

    var run = place.run("report", ID, "-o", file());

    assertThat(run.status()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).contains("gone");
    assertThat(files()).isEmpty();
    assertThat(server.calls("Report")).as("never begun twice").isEqualTo(1);
  }

  @Test
  void a_report_that_is_cut_leaves_the_file_that_it_was_to_replace() throws IOException {
    Files.writeString(Path.of(file()), "older");
    server.on(
        "Report",
        (_, out) -> {
          out.onNext(part("<p>the beginning"));
          out.onError(Status.INTERNAL.asRuntimeException());
        });

    var run = place.run("report", ID, "-o", file(), "--force");

    assertThat(run.status()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(Files.readString(Path.of(file()))).isEqualTo("older");
    assertThat(files()).hasSize(1);
  }

  @Test
  void what_fails_for_a_passing_reason_before_the_first_part_is_tried_again() throws IOException {
    server.refuse("Report", Status.UNAVAILABLE).answer("Report", part("<p>whole</p>"));

    var run = place.run("report", ID, "-o", file());

    assertThat(run.status()).isZero();
    assertThat(Files.readString(Path.of(file()))).isEqualTo("<p>whole</p>");
  }

  @Test
  void a_file_that_is_there_is_replaced_only_by_force() throws IOException {
    Files.writeString(Path.of(file()), "older");
    server.answer("Report", part("newer"));

    var refused = place.run("report", ID, "-o", file());

    assertThat(refused.status()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .isEqualTo("interlock: %s is there already; --force replaces it\n".formatted(file()));
    assertThat(server.calls("Report")).isZero();
    assertThat(Files.readString(Path.of(file()))).isEqualTo("older");
    assertThat(place.run("report", ID, "-o", file(), "--force").status()).isZero();
    assertThat(Files.readString(Path.of(file()))).isEqualTo("newer");
  }

  @Test
  void a_place_that_cannot_be_written_to_is_named() {
    var nowhere = folder.resolve("no/such/ticket.html").toString();

    assertThat(place.run("report", ID, "-o", nowhere).err())
        .isEqualTo(
            "interlock: %s cannot be written: its folder does not exist\n".formatted(nowhere));
    assertThat(place.run("report", ID, "-o", folder.toString()).err())
        .isEqualTo("interlock: %s is a folder; name a file in it\n".formatted(folder));
    assertThat(place.run("report", ID).err()).contains("--file");
    assertThat(server.calls("Report")).isZero();
  }

  @Test
  void a_dash_is_standard_output() throws IOException {
    server.answer("Report", part("<p>one"), part(" two</p>"));

    var run = place.run("report", ID, "-o", "-");

    assertThat(run.out()).isEqualTo("<p>one two</p>");
    assertThat(run.err()).isEmpty();
    assertThat(files()).isEmpty();
  }
}
