package dev.interlock.cli;

import dev.interlock.api.v1.AuditRecord;
import dev.interlock.api.v1.ListAuditReq;
import dev.interlock.api.v1.ListAuditResp;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the audit.
@Command(description = "Shows who decided what, newest first.")
final class AuditListCommand implements Callable<Integer> {
  private static final int LIMIT_MAX = 1_000;

  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--work", paramLabel = "ID", description = "Only what is about this work.")
  private String work = "";

  @Option(names = "--by", paramLabel = "WHO", description = "Only what this caller wanted.")
  private String actor = "";

  @Option(names = "--refused", description = "Only what was refused.")
  private boolean isRefused;

  @Option(names = "--before", paramLabel = "SEQ", description = "Only entries before this one.")
  private long before;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most, 1 to " + LIMIT_MAX + "; by default ${DEFAULT-VALUE}.")
  private int limit;

  AuditListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw BadUsage.of(spec, "--limit is %d; it must be 1 to %d".formatted(limit, LIMIT_MAX));
    }
    var query =
        ListAuditReq.newBuilder()
            .setNewestFirst(true)
            .setPageSize(limit)
            .setAfterSeq(before)
            .setWorkId(work)
            .setActor(actor)
            .setRefused(isRefused);
    ListAuditResp page;
    try (var client = connection.open(console)) {
      page = client.audit(query.build());
    }
    if (output.isJson()) {
      console.printJson(page);
    } else {
      console.print(text(page));
    }
    return ExitCode.DONE;
  }

  private static String text(ListAuditResp page) {
    if (page.getRecordsCount() == 0) {
      return "there are no such entries\n";
    }
    var table = new Table("SEQ", "WHEN", "WHO", "FROM", "WHAT", "ABOUT", "DECISION", "WHY");
    for (var entry : page.getRecordsList()) {
      table.row(
          entry.getSeq(),
          Words.of(entry.getAt()),
          entry.getActor(),
          entry.getAddress(),
          entry.getAction(),
          about(entry),
          entry.getCode().isEmpty() ? entry.getDecision() : entry.getCode(),
          why(entry));
    }
    var last = page.getRecords(page.getRecordsCount() - 1).getSeq();
    return page.getHasMore() ? table + "there are more: --before " + last + "\n" : table.toString();
  }

  private static String about(AuditRecord entry) {
    return entry.getWorkId().isEmpty() ? entry.getName() : entry.getWorkId();
  }

  /// A signature is for programs.
  private static String why(AuditRecord entry) {
    boolean isSignature = entry.getAction().equals("SignHead");
    var detail = isSignature ? entry.getDetail().split(" ", 2)[0] : entry.getDetail();
    return entry.getReason().isEmpty() ? detail : entry.getReason();
  }
}
