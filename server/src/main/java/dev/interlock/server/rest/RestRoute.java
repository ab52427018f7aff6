package dev.interlock.server.rest;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a call is found over HTTP.
///
/// @param path as Armeria takes it: `regex:^/v1/works/(?<id>[^/:]+):exec$`
/// @param variables the fields that the path gives
/// @param hasBody whether the other fields come in the body; else they are query parameters
/// @param prototype an empty request
record RestRoute(
    HttpMethod method, String path, List<String> variables, boolean hasBody, Message prototype) {
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

  /// Reads the annotation of a method.
  ///
  /// @return empty when it has none: it is not served over HTTP
  static Optional<RestRoute> of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)
        || !(method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller)
        || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
      throw new IllegalStateException(
          "bug: %s was not made of a .proto file".formatted(method.getFullMethodName()));
    }
    var options = schema.getMethodDescriptor().getOptions();
    if (!options.hasExtension(AnnotationsProto.http)) {
      return Optional.empty();
    }
    var rule = options.getExtension(AnnotationsProto.http);
    return switch (rule.getPatternCase()) {
      case GET -> Optional.of(of(HttpMethod.GET, rule.getGet(), false, prototype));
      case POST -> Optional.of(of(HttpMethod.POST, rule.getPost(), true, prototype));
      case PUT, DELETE, PATCH, CUSTOM, PATTERN_NOT_SET ->
          throw new IllegalStateException(
              "bug: %s is neither GET nor POST".formatted(method.getFullMethodName()));
    };
  }

  /// Which paths are its own.
  Pattern pattern() {
    return Pattern.compile(path.substring("regex:".length()));
  }

  private static RestRoute of(
      HttpMethod method, String template, boolean hasBody, Message prototype) {
    var variables = new ArrayList<String>();
    var regex = new StringBuilder("regex:^");
    var match = VARIABLE.matcher(template);
    int end = 0;
    while (match.find()) {
      variables.add(match.group(1));
      regex.append(Pattern.quote(template.substring(end, match.start())));
      regex.append("(?<").append(match.group(1)).append(">[^/:]+)");
      end = match.end();
    }
    if (end < template.length()) {
      regex.append(Pattern.quote(template.substring(end)));
    }
    return new RestRoute(method, regex.append('$').toString(), variables, hasBody, prototype);
  }
}
