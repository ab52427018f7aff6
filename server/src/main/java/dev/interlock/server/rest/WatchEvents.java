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
import dev.interlock.engine.time.Clock;
import dev.interlock.engine.time.Clock.Alarm;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.Receiver;
import dev.interlock.server.call.Refusal;
import dev.interlock.server.call.StreamedCall;
import java.time.Duration;
import java.util.Optional;

/// Watch as server-sent events (WHATWG HTML, 9.2): an event `change` for each change with its seq
/// as id, and `end` when the work has ended. A browser that comes back sends the last id, and
/// misses nothing.
///
/// The answer begins at once with a comment, and has another one every [#BEAT]: so a browser knows
/// that it is connected, and whoever waits, on either side, learns that a connection is dead.
final class WatchEvents implements HttpService {
  static final Duration BEAT = Duration.ofSeconds(15);

  private static final HttpData COMMENT = HttpData.ofUtf8(":\n\n");

  private final StreamedCall<WatchReq, WatchResp> call;
  private final CallRunner runner;
  private final Duration requestTimeout;
  private final Clock clock;

  WatchEvents(
      StreamedCall<WatchReq, WatchResp> call,
      CallRunner runner,
      Duration requestTimeout,
      Clock clock) {
    this.call = call;
    this.runner = runner;
    this.requestTimeout = requestTimeout;
    this.clock = clock;
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
    var watcher = new EventWatcher(response, clock);
    var message = WatchReq.newBuilder().setId(id).setAfterSeq(afterSeq.get()).build();
    var end = runner.start(call, Callers.of(context), message, watcher);
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

  /// A watcher that reads events. For the thread of its call; the clock's only beats.
  static final class EventWatcher implements Receiver<WatchResp> {
    private final HttpResponseWriter response;
    private final StreamedBody body;
    private final Clock clock;
    private volatile Alarm beat = () -> {};
    private boolean began;

    EventWatcher(HttpResponseWriter response, Clock clock) {
      this.response = response;
      this.body = new StreamedBody(response);
      this.clock = clock;
    }

    @Override
    public void begin() {
      writeHeaders();
      comment();
      var _ = response.whenComplete().handle((_, _) -> beat).thenAccept(Alarm::cancel);
    }

    /// Writes a comment, and the next one when its time has come and the client has read this one.
    /// One at a time: the next beat may ring before whoever set it knows it.
    private synchronized void comment() {
      if (response.tryWrite(COMMENT)) {
        var read = response.whenConsumed();
        beat =
            clock.after(
                BEAT,
                () -> {
                  var _ = read.thenRun(this::comment);
                });
        if (response.whenComplete().isDone()) {
          beat.cancel(); // the client left while it was set
        }
      }
    }

    @Override
    public void send(WatchResp change) throws InterruptedException {
      writeHeaders();
      var event =
          "id: %d\nevent: change\ndata: %s\n\n".formatted(change.getSeq(), RestCall.print(change));
      body.send(event);
    }

    private void writeHeaders() {
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
