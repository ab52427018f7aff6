package dev.interlock.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.api.v1.WatchReq;
import dev.interlock.api.v1.WatchResp;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import java.time.Duration;
import java.util.Optional;

/// Watch as server-sent events (WHATWG HTML, 9.2): an event `change` for each change with its seq
/// as id, and `end` when the work has ended. A browser that comes back sends the last id, and
/// misses nothing.
final class WatchEvents implements HttpService {
  private final StreamedCall<WatchReq, WatchResp> call;
  private final CallRunner runner;
  private final Duration requestTimeout;

  WatchEvents(StreamedCall<WatchReq, WatchResp> call, CallRunner runner, Duration requestTimeout) {
    this.call = call;
    this.runner = runner;
    this.requestTimeout = requestTimeout;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    for (var name : context.queryParams().names()) {
      if (!name.equals("after_seq") && !name.equals("afterSeq")) {
        return RestErrors.of(Refusal.violated(name, "is unknown; there is after_seq"));
      }
    }
    var afterSeq = afterSeq(context, request);
    var id = context.pathParam("id");
    if (afterSeq.isEmpty() || id == null) {
      return RestErrors.of(Refusal.violated("after_seq", "must be a whole number, 0 or more"));
    }
    context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, call.max().plus(requestTimeout));
    var response = HttpResponse.streaming();
    var watcher = new EventWatcher(response);
    var message = WatchReq.newBuilder().setId(id).setAfterSeq(afterSeq.get()).build();
    var end = runner.start(() -> call.body().answer(message, watcher), watcher::fail);
    var _ = response.whenComplete().handle((_, _) -> end).thenAccept(Runnable::run);
    return response;
  }

  private static Optional<Long> afterSeq(ServiceRequestContext context, HttpRequest request) {
    var lastId = request.headers().get("last-event-id");
    var asked = context.queryParam("after_seq");
    var other = context.queryParam("afterSeq");
    var text = lastId != null ? lastId : asked != null ? asked : other != null ? other : "0";
    try {
      return Optional.of(Long.parseLong(text)).filter(seq -> seq >= 0);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// A watcher that reads events.
  private static final class EventWatcher implements Receiver<WatchResp> {
    private final HttpResponseWriter response;
    private final StreamedBody body;
    private boolean began;

    EventWatcher(HttpResponseWriter response) {
      this.response = response;
      this.body = new StreamedBody(response);
    }

    @Override
    public void send(WatchResp change) throws InterruptedException {
      begin();
      var event =
          "id: %d\nevent: change\ndata: %s\n\n".formatted(change.getSeq(), RestCall.print(change));
      body.send(event);
    }

    private void begin() {
      if (!began) {
        began = true;
        var _ =
            response.tryWrite(
                RestErrors.headers(HttpStatus.OK).contentType(MediaType.EVENT_STREAM).build());
      }
    }

    @Override
    public void end() {
      if (began) {
        var _ = response.tryWrite(HttpData.ofUtf8("event: end\ndata: {}\n\n"));
      } else {
        // nothing is left to tell: this status keeps a browser from coming back
        var _ = response.tryWrite(RestErrors.headers(HttpStatus.NO_CONTENT).build());
      }
      response.close();
    }

    @Override
    public void fail(Refusal refusal) {
      if (began) {
        var problem = RestErrors.body(refusal, HttpStatus.OK);
        var _ = response.tryWrite(HttpData.ofUtf8("event: cut\ndata: %s\n\n".formatted(problem)));
        response.close();
      } else {
        body.refuse(refusal);
      }
    }
  }
}
