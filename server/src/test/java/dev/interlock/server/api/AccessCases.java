package dev.interlock.server.api;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.diskerase.WorkflowGrpc;
import dev.interlock.api.v1.Access;
import dev.interlock.api.v1.AuditServiceGrpc;
import dev.interlock.api.v1.CatalogServiceGrpc;
import dev.interlock.api.v1.EmergencyStopServiceGrpc;
import dev.interlock.api.v1.GoReq;
import dev.interlock.api.v1.IdentityServiceGrpc;
import dev.interlock.api.v1.Resolution;
import dev.interlock.api.v1.Right;
import dev.interlock.api.v1.StopReq;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.api.v1.WorkServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Every call of the API, and a request of it that is whole, for whatever it is about.
record AccessCases(MethodDescriptor<Message, Message> method) {
  private static final Set<String> ONLY_BY_HAND = Set.of("Watch", "Report");

  /// Whether the .proto file says that it changes nothing.
  boolean isSafe() {
    return descriptor().getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
  }

  /// What a call is about.
  enum About {
    NOTHING,
    NAME,
    ID
  }

  @SuppressWarnings("unchecked") // all are made of .proto files
  static List<AccessCases> all() {
    return List.of(
            WorkServiceGrpc.getServiceDescriptor(),
            EmergencyStopServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor(),
            IdentityServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor(),
            WorkflowGrpc.getServiceDescriptor())
        .stream()
        .flatMap(service -> service.getMethods().stream())
        .map(method -> new AccessCases((MethodDescriptor<Message, Message>) method))
        .toList();
  }

  String name() {
    return method.getFullMethodName();
  }

  private com.google.protobuf.Descriptors.MethodDescriptor descriptor() {
    var schema = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
    return Objects.requireNonNull(schema).getMethodDescriptor();
  }

  /// What the .proto file says.
  Right right() {
    return descriptor().getOptions().getExtension(Access.right);
  }

  private Message prototype() {
    var marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
    return (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
  }

  About about() {
    return switch (prototype()) {
      case WorkReq _, StopReq _, GoReq _ -> About.NAME;
      case Message other when field(other, "id") != null -> About.ID;
      default -> About.NOTHING;
    };
  }

  boolean mayBeAboutAll() {
    return prototype() instanceof StopReq || prototype() instanceof GoReq;
  }

  private static @Nullable FieldDescriptor field(Message message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  /// A request that is refused for nothing but rights, or the state of what it is about.
  ///
  /// @param target a name or an id
  Message request(String target) {
    var request = prototype().toBuilder();
    if (prototype() instanceof WorkReq) {
      return Requests.nap(Requests.sleep(0)).toBuilder().setName(target).build();
    }
    set(request, "id", target);
    set(request, "name", about() == About.NAME ? target : "no-such-server");
    set(request, "reason", "a test");
    set(request, "request_id", UUID.randomUUID().toString());
    set(request, "job", "blocks[0].jobs[0]");
    set(request, "block", 0);
    set(request, "limit", 1);
    set(request, "plan_hash", "0".repeat(64));
    set(request, "as", Resolution.RESOLUTION_DONE.getValueDescriptor());
    var jobs = field(prototype(), "jobs");
    if (jobs != null) {
      request.addRepeatedField(jobs, "blocks[0].jobs[0]");
    }
    if (descriptor().getName().equals("List")) {
      request.clearField(field(prototype(), "name"));
    }
    return request.build();
  }

  private static void set(Message.Builder request, String name, Object value) {
    var field = request.getDescriptorForType().findFieldByName(name);
    boolean isFilter =
        name.equals("job") && !request.getDescriptorForType().getName().equals("GetOutputReq");
    if (field != null && !field.isRepeated() && !isFilter) {
      request.setField(field, value);
    }
  }

  /// How a request is made over HTTP.
  ///
  /// @param body empty for GET
  record Rest(String path, Optional<String> body) {}

  /// The same request over HTTP.
  ///
  /// @return empty when the call is not served over HTTP
  Optional<Rest> rest(String target) {
    var call = descriptor().getName();
    if (ONLY_BY_HAND.contains(call)) {
      var path = "/v1/works/%s:%s".formatted(target, call.equals("Watch") ? "watch" : "report");
      return Optional.of(new Rest(path, Optional.empty()));
    }
    var options = descriptor().getOptions();
    if (!options.hasExtension(AnnotationsProto.http)) {
      return Optional.empty();
    }
    var rule = options.getExtension(AnnotationsProto.http);
    if (!rule.getGet().isEmpty()) {
      var query = call.equals("GetOutput") ? "?job=blocks%5B0%5D.jobs%5B0%5D" : "";
      return Optional.of(new Rest(rule.getGet().replace("{id}", target) + query, Optional.empty()));
    }
    var request = request(target).toBuilder();
    for (var variable : List.of("id", "name")) {
      if (rule.getPost().contains("{" + variable + "}")) {
        request.clearField(request.getDescriptorForType().findFieldByName(variable));
      }
    }
    var path = rule.getPost().replace("{id}", target).replace("{name}", target);
    return Optional.of(new Rest(path, Optional.of(json(request.build()))));
  }

  private static String json(Message message) {
    try {
      return JsonFormat.printer().print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("no JSON for a message", impossible);
    }
  }
}
