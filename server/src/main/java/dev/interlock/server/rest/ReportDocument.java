package dev.interlock.server.rest;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.api.v1.ReportReq;
import dev.interlock.api.v1.ReportResp;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import dev.interlock.server.report.WorkReport;
import java.time.Duration;

/// Report as the document itself, to be saved. A browser that shows it all the same gives it no
/// origin, so that nothing in it could act as a page of ours (CSP 3, `sandbox`).
final class ReportDocument implements HttpService {
  private static final String POLICY = "sandbox; " + WorkReport.POLICY;

  private final StreamedCall<ReportReq, ReportResp> call;
  private final CallRunner runner;
  private final Duration requestTimeout;

  ReportDocument(
      StreamedCall<ReportReq, ReportResp> call, CallRunner runner, Duration requestTimeout) {
    this.call = call;
    this.runner = runner;
    this.requestTimeout = requestTimeout;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    var unknown =
        context.queryParams().names().stream()
            .map(name -> new Violation(name, "is unknown; there are no parameters here"))
            .toList();
    if (!unknown.isEmpty()) {
      return RestErrors.of(Refusal.violated(unknown));
    }
    var id = context.pathParam("id");
    if (id == null) {
      throw new IllegalStateException("bug: the path has no id");
    }
    context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, call.max().plus(requestTimeout));
    var response = HttpResponse.streaming();
    var receiver = new Document(response, context, id);
    var message = ReportReq.newBuilder().setId(id).build();
    var end = runner.start(call, Callers.of(context), message, receiver);
    var _ = response.whenComplete().handle((_, _) -> end).thenAccept(Runnable::run);
    return response;
  }

  /// A document on its way.
  private static final class Document implements Receiver<ReportResp> {
    private final HttpResponseWriter response;
    private final StreamedBody body;
    private final ServiceRequestContext context;
    private final String id;
    private boolean began;

    Document(HttpResponseWriter response, ServiceRequestContext context, String id) {
      this.response = response;
      this.body = new StreamedBody(response);
      this.context = context;
      this.id = id;
    }

    @Override
    public void send(ReportResp next) throws InterruptedException {
      writeHeaders();
      body.send(next.getHtml());
    }

    private void writeHeaders() {
      if (began) {
        return;
      }
      began = true;
      context.mutateAdditionalResponseHeaders(headers ->
          headers.set("content-security-policy", POLICY)); // in place of that of the pages
      var _ =
          response.tryWrite(
              RestErrors.headers(HttpStatus.OK)
                  .contentType(MediaType.HTML_UTF_8)
                  .set(
                      "content-disposition",
                      "attachment; filename=\"interlock-%s.html\"".formatted(id))
                  .build());
    }

    @Override
    public void end() {
      response.close();
    }

    @Override
    public void fail(Refusal refusal) {
      if (began) {
        response.close(ClosedStreamException.get()); // the client sees that it is not whole
        return;
      }
      body.refuse(refusal);
    }
  }
}
