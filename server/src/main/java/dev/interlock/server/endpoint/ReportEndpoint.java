package dev.interlock.server.endpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkServiceGrpc;
import dev.interlock.engine.GuardedEngine;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.execute.StoredWorks;
import dev.interlock.engine.execute.WorkLook;
import dev.interlock.engine.journal.JournalEntry;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkMachine;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import dev.interlock.server.report.ReportContent;
import dev.interlock.server.report.WorkReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// Report of `interlock.v1.WorkService`. A report is of one entry of the journal: it is made of a
/// copy of the work that goes no further, however long the caller takes to read. Any thread.
public final class ReportEndpoint {
  private static final Duration REPORT_MAX = Duration.ofMinutes(10);
  private static final int ENTRIES_READ_AT_ONCE = 200;

  /// Each keeps a work in memory for as long as its caller reads.
  private static final int REPORTS_AT_ONCE_MAX = 8;

  private final GuardedEngine engine;
  private final String version;
  private final Semaphore room = new Semaphore(REPORTS_AT_ONCE_MAX);

  /// Writes nothing yet.
  ///
  /// @param version of this server, which every report names
  public ReportEndpoint(GuardedEngine engine, String version) {
    this.engine = engine;
    this.version = version;
  }

  public StreamedCall<ReportReq, ReportResp> call() {
    return new StreamedCall<>(WorkServiceGrpc.getReportMethod(), this::report, REPORT_MAX);
  }

  private void report(ReportReq message, Asker asker, Receiver<ReportResp> receiver) {
    if (!room.tryAcquire()) {
      receiver.fail(Refusal.tooManyReports(REPORTS_AT_ONCE_MAX));
      return;
    }
    try {
      write(message, asker, receiver);
    } catch (InterruptedException _) {
      receiver.fail(Refusal.cancelled());
    } catch (RuntimeException failed) {
      receiver.fail(CallRunner.refusalOf(failed, "Report"));
    } finally {
      room.release();
    }
  }

  private void write(ReportReq message, Asker asker, Receiver<ReportResp> receiver)
      throws InterruptedException {
    var problems = new ArrayList<Violation>(0);
    Fields.known(message, "", problems);
    var id = Fields.id(message.getId(), problems);
    if (!problems.isEmpty() || id.isEmpty()) {
      receiver.fail(Refusal.violated(problems));
      return;
    }
    var stored = engine.stored(id.get(), asker);
    var look = stored.flatMap(works -> works.look(id.get()));
    if (stored.isEmpty() || look.isEmpty()) {
      receiver.fail(Refusal.noSuchWork(message.getId()));
      return;
    }
    WorkReport.write(
        content(id.get(), look.get(), stored.get(), asker),
        part -> receiver.send(ReportResp.newBuilder().setHtml(part).build()));
    receiver.end();
  }

  private ReportContent content(WorkId id, WorkLook look, StoredWorks stored, Asker asker) {
    var machine = look.machine();
    return new ReportContent(
        new ReportContent.Made(look.at(), version, machine.state().isTerminal()),
        StatusTranslation.status(look, StatusView.STATUS_VIEW_SUMMARY),
        json(machine),
        StatusTranslation.of(look)::job,
        facts(id, look, asker),
        (job, attempt) -> stored.output(id, job, attempt));
  }

  private static String json(WorkMachine machine) {
    try {
      return JsonFormat.printer()
          .preservingProtoFieldNames()
          .print(WorkReqMessage.of(machine.request()));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("bug: a request cannot be printed", impossible);
    }
  }

  /// Reads the journal as the facts are taken, and not past the entry that the look is of.
  private Stream<dev.interlock.api.v1.Fact> facts(WorkId id, WorkLook look, Asker asker) {
    var translation = new FactTranslation(look.machine());
    return Stream.iterate(
            entries(id, 0, asker),
            page -> !page.isEmpty(),
            page -> entries(id, page.getLast().seq(), asker))
        .flatMap(List::stream)
        .takeWhile(entry -> entry.seq() <= look.record().seq())
        .flatMap(entry ->
            entry.facts().stream()
                .filter(fact -> !FactsEndpoint.isOfAttempt(fact))
                .map(fact -> translation.inEntry(fact, entry)));
  }

  private List<JournalEntry> entries(WorkId id, long afterSeq, Asker asker) {
    return engine.journal(id, afterSeq, ENTRIES_READ_AT_ONCE, asker);
  }
}
