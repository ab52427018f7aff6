package dev.interlock.server.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Call;
import dev.interlock.server.call.CallRunner;
import dev.interlock.server.call.Callers;
import dev.interlock.server.call.Incoming;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonRead;
import dev.interlock.server.json.JsonReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One call over HTTP: fields from the path, and from the body or the query.
final class RestCall<Q extends Message, R extends Message> implements HttpService {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

  private final Call<Q, R> call;
  private final RestRoute route;
  private final CallRunner runner;
  private final Duration requestTimeout;

  RestCall(Call<Q, R> call, RestRoute route, CallRunner runner, Duration requestTimeout) {
    this.call = call;
    this.route = route;
    this.runner = runner;
    this.requestTimeout = requestTimeout;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenCompose(whole -> run(context, whole)));
  }

  /// The event loop only hands the body on: to read it may take a while.
  private CompletableFuture<HttpResponse> run(
      ServiceRequestContext context, AggregatedHttpRequest request) {
    var response = new CompletableFuture<HttpResponse>();
    var end =
        runner.startReading(
            call,
            Callers.of(context),
            () -> read(context, request),
            answer -> response.complete(response(answer)));
    var _ = context.whenRequestCancelling().thenRun(end);
    return response;
  }

  private Incoming<Q> read(ServiceRequestContext context, AggregatedHttpRequest request) {
    var problems = new ArrayList<Violation>(0);
    var json = route.hasBody() ? body(request, problems) : query(context, problems);
    if (!problems.isEmpty()) {
      return new Incoming.Unreadable<>(problems);
    }
    return switch (MessageReader.read(withPath(json, context, problems), route.prototype())) {
      case Incoming.Unreadable<Message>(var bad) -> {
        problems.addAll(bad);
        yield new Incoming.Unreadable<>(problems);
      }
      case Incoming.Whole<Message>(var message) when problems.isEmpty() ->
          patient(context, request(message));
      case Incoming.Whole<Message> _ -> new Incoming.Unreadable<>(problems);
    };
  }

  @SuppressWarnings("unchecked") // the route's prototype is the call's own request
  private Q request(Message message) {
    return (Q) message;
  }

  private Incoming<Q> patient(ServiceRequestContext context, Q request) {
    var patience = call.patience().apply(request);
    if (!patience.isZero()) {
      context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, patience.plus(requestTimeout));
    }
    return new Incoming.Whole<>(request);
  }

  private HttpResponse response(Answer<R> answer) {
    return switch (answer) {
      case Answer.No<R>(var refusal) -> RestErrors.of(refusal);
      case Answer.Ok<R>(var message) ->
          HttpResponse.of(
              RestErrors.headers(HttpStatus.OK).build(), HttpData.ofUtf8(print(message)));
    };
  }

  static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("bug: a response cannot be printed", impossible);
    }
  }

  private static Json.Obj body(AggregatedHttpRequest request, List<Violation> problems) {
    if (request.content().isEmpty()) {
      return new Json.Obj(Map.of());
    }
    switch (JsonReader.read(request.content().byteBuf().nioBuffer())) {
      case JsonRead.Bad(var problem) -> problems.add(new Violation("", "the body " + problem));
      case JsonRead.Good(var documents) -> {
        if (documents.size() == 1 && documents.getFirst() instanceof Json.Obj object) {
          return object;
        }
        problems.add(new Violation("", "the body must be one JSON object"));
      }
    }
    return new Json.Obj(Map.of());
  }

  private Json.Obj query(ServiceRequestContext context, List<Violation> problems) {
    var fields = new LinkedHashMap<String, Json>();
    var parameters = context.queryParams();
    var type = route.prototype().getDescriptorForType();
    for (var name : parameters.names()) {
      var values = parameters.getAll(name).stream().<Json>map(Json.Text::new).toList();
      boolean isRepeated =
          type.getFields().stream()
              .anyMatch(field ->
                  field.isRepeated()
                      && (field.getName().equals(name) || field.getJsonName().equals(name)));
      if (isRepeated) {
        fields.put(name, new Json.Arr(values));
      } else if (values.size() == 1) {
        fields.put(name, values.getFirst());
      } else {
        problems.add(
            new Violation(name, "is there %d times; give it once".formatted(values.size())));
      }
    }
    return new Json.Obj(fields);
  }

  private Json.Obj withPath(
      Json.Obj json, ServiceRequestContext context, List<Violation> problems) {
    if (route.variables().isEmpty()) {
      return json;
    }
    var fields = new LinkedHashMap<>(json.fields());
    for (var name : route.variables()) {
      var value = context.pathParam(name);
      if (value == null) {
        throw new IllegalStateException("bug: the path has no " + name);
      }
      if (fields.put(name, new Json.Text(value)) != null) {
        problems.add(new Violation(name, "is given by the path; leave it out here"));
      }
    }
    return new Json.Obj(fields);
  }
}
