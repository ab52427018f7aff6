package dev.interlock.client;

import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

/// Reads the report of a work.
record ReportSource(WorkServiceBlockingStub works, Calls calls, ClientSettings settings) {
  /// As long as a server writes at most.
  private static final Duration REPORT_MAX = Duration.ofMinutes(10);

  /// Is tried again until the first part has come; after it there is no second beginning.
  void read(String id, Consumer<String> parts) {
    var context = Context.current().withCancellation();
    var caller = context.attach();
    try {
      var report = calls.make("Report", works, REPORT_MAX, stub -> begin(stub, id));
      while (hasNext(report)) {
        parts.accept(report.next().getHtml());
      }
    } finally {
      context.detach(caller);
      context.cancel(null); // ends a stream that was not read to its end
    }
  }

  private static Iterator<ReportResp> begin(WorkServiceBlockingStub stub, String id) {
    var report = stub.report(ReportReq.newBuilder().setId(id).build());
    var _ = report.hasNext(); // waits for the first part, or throws
    return report;
  }

  private boolean hasNext(Iterator<ReportResp> report) {
    try {
      return report.hasNext();
    } catch (StatusRuntimeException cut) {
      throw calls.errors().of(cut, "Report", settings.deadline().plus(REPORT_MAX));
    }
  }
}
