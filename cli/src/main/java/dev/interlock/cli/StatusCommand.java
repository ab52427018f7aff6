package dev.interlock.cli;

import dev.interlock.api.v1.BlockStatus;
import dev.interlock.api.v1.JobStatus;
import dev.interlock.api.v1.StatusResp;
import dev.interlock.api.v1.WorkState;
import dev.interlock.cli.screen.Table;
import dev.interlock.cli.screen.Words;
import dev.interlock.client.ExitCode;
import dev.interlock.client.WorkView;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows a work as it is now.
@Command(description = "Shows a work and its blocks as they are now.")
final class StatusCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private final Connection connection = new Connection();
  @Mixin private final Output output = new Output();
  @Mixin private final WorkIdArgument work = new WorkIdArgument();

  @Option(names = "--jobs", description = "The jobs too.")
  private boolean withJobs;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    StatusResp status;
    try (var client = connection.open(console)) {
      status = withJobs ? client.fullStatus(work.id()) : client.status(work.id());
    }
    if (output.isJson()) {
      console.printJson(status);
    } else {
      console.print(table(status));
    }
    return ExitCode.of(status.getState());
  }

  private String table(StatusResp status) {
    var text = new StringBuilder(facts(status));
    text.append('\n').append(blocks(status.getBlocksList()));
    if (withJobs) {
      text.append('\n').append(jobs(status.getBlocksList()));
    }
    return text.toString();
  }

  private String facts(StatusResp status) {
    var now = console.clock().instant();
    return Table.facts(
        List.of(
            "work", status.getId(),
            "name", status.getName(),
            "about", status.getDesc(),
            "state", Words.of(status.getState()),
            "reason", status.getReason(),
            "jobs", Words.of(status.getCounts()),
            "submitted",
                (status.hasCreated() ? Words.of(status.getCreated()) : "")
                    + (status.getSubmittedBy().isEmpty() ? "" : " by " + status.getSubmittedBy()),
            "expires",
                status.hasExpiresAt() && canExpire(status.getState())
                    ? Words.of(status.getExpiresAt())
                    : "",
            "approved", approvals(status),
            "started", status.hasStarted() ? Words.of(status.getStarted()) : "",
            "ended", status.hasEnded() ? Words.of(status.getEnded()) : "",
            "elapsed", status.hasStarted() ? Words.of(WorkView.of(status).elapsed(now)) : "",
            "labels", Words.ofLabels(status.getLabelsMap()),
            "copied from", status.getCopiedFrom(),
            "plan hash", status.getPlanHash()));
  }

  private static String approvals(StatusResp status) {
    return status.getApprovalsList().stream()
        .map(approval -> "%s by %s".formatted(Words.of(approval.getAt()), approval.getActor()))
        .collect(Collectors.joining(", "));
  }

  private static boolean canExpire(WorkState state) {
    return state == WorkState.WORK_STATE_NOT_STARTED || state == WorkState.WORK_STATE_EXPIRED;
  }

  private static Table blocks(List<BlockStatus> blocks) {
    var table = new Table("BLOCK", "STATE", "AT ONCE", "JOBS", "ABOUT");
    for (var block : blocks) {
      table.row(
          block.getIndex() + 1,
          Words.of(block.getState()),
          block.getRateLimit(),
          Words.of(block.getCounts()),
          block.getDesc());
    }
    return table;
  }

  private static Table jobs(List<BlockStatus> blocks) {
    var table = new Table("JOB", "STATE", "TRIES", "WHAT", "NOTE");
    for (var block : blocks) {
      for (var job : block.getJobsList()) {
        table.row(
            "%d.%d".formatted(job.getBlock() + 1, job.getIndex() + 1),
            Words.of(job.getState()),
            job.getAttemptsCount(),
            Words.of(job),
            noteOf(job));
      }
    }
    return table;
  }

  private static String noteOf(JobStatus job) {
    if (!job.getError().isEmpty()) {
      return job.getError();
    }
    return job.getNote().isEmpty() ? job.getProgressNote() : job.getNote();
  }
}
