package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListAuditResp;
import dev.interlock.client.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {
  /// By docs/audit.md: made by another program.
  private static final String HASH =
      "1bf96a0cd1fbf8223b9b8cbf660797465c2fb2425ccb87861b43afe3ac5a6b99";

  private static final AuditRecord FIRST =
      AuditRecord.newBuilder()
          .setSeq(1)
          .setId("call-1")
          .setAt(Timestamp.newBuilder().setSeconds(1_764_417_600))
          .setActor("okta:ann")
          .setAddress("10.0.0.7")
          .setAction("WorkService/Submit")
          .setName("DiskErase")
          .setDecision("refused")
          .setCode("NOT_ALLOWED")
          .setDetail("you may not submit")
          .setHash(HASH)
          .build();

  private final ScriptedServer server = ScriptedServer.start();
  private final CommandRun.Place place = CommandRun.Place.near(server);
  @TempDir private Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  private void answer(boolean seesAll, AuditRecord... records) {
    var page = ListAuditResp.newBuilder().setSeesAll(seesAll).setHeadSeq(1).setHeadHash(HASH);
    for (var record : records) {
      page.addRecords(record);
    }
    server.answer("ListAudit", page.build());
  }

  @Test
  void list_shows_who_decided_what() {
    answer(true, FIRST);

    assertThat(place.run("audit", "list", "--by", "okta:ann", "--refused", "--limit", "1").out())
        .isEqualTo(
            """
            SEQ  WHEN                  WHO       FROM      WHAT                ABOUT      DECISION     WHY
            1    2025-11-29 12:00:00Z  okta:ann  10.0.0.7  WorkService/Submit  DiskErase  NOT_ALLOWED  you may not submit
            """);
    assertThat(server.requests("ListAudit", ListAuditReq.class))
        .containsExactly(
            ListAuditReq.newBuilder()
                .setNewestFirst(true)
                .setActor("okta:ann")
                .setRefused(true)
                .setPageSize(1)
                .build());
  }

  @Test
  void an_audit_as_it_was_written_is_good() {
    answer(true, FIRST);

    var run = place.run("audit", "verify");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            entries 1 to 1, each as it was written; the hash of the last is %s
            no end of it is signed
            """
                .formatted(HASH));
  }

  @Test
  void an_audit_that_was_changed_is_not() {
    answer(true, FIRST.toBuilder().setActor("okta:eve").build());

    var run = place.run("audit", "verify");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("seq 1 is not what was written", "NOT what was written");
  }

  @Test
  void what_was_exported_can_be_verified_without_a_server() throws IOException {
    answer(true, FIRST);
    var file = folder.resolve("audit.jsonl");
    Files.writeString(file, place.run("audit", "export").out());

    assertThat(place.run("audit", "verify", "--file", file.toString()).status()).isZero();

    Files.writeString(file, Files.readString(file).replace("okta:ann", "okta:eve"));
    assertThat(place.run("audit", "verify", "--file", file.toString()).status()).isEqualTo(1);
    Files.writeString(file, "{\"seq\": 1, \"hsah\": 7}\n");
    var wrong = place.run("audit", "verify", "--file", file.toString());
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("has a line that is no entry");
  }

  @Test
  void whoever_sees_only_a_part_is_told_so() {
    answer(false, FIRST);

    var verified = place.run("audit", "verify");
    assertThat(verified.status()).isEqualTo(2);
    assertThat(verified.err()).contains("you may not see all of the audit");
    assertThat(place.run("audit", "export").err()).contains("some entries are left out");
  }

  @Test
  void a_log_without_a_signed_end_proves_nothing() throws IOException {
    answer(true, FIRST);
    var log = Files.writeString(folder.resolve("server.log"), "nothing of the kind\n");

    var run = place.run("audit", "verify", "--log", log.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("has no signed end of an audit");
    assertThat(place.run("audit", "verify", "--log", folder + "/none").err())
        .contains("cannot be read");
  }

  @Test
  void audit_alone_asks_what_is_meant() {
    var run = place.run("audit");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("list, verify or export");
  }
}
