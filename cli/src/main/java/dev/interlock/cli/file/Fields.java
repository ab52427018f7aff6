package dev.interlock.cli.file;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.interlock.api.v1.WorkReq;
import java.util.Optional;

/// The fields that a work request may have.
final class Fields {
  private Fields() {}

  /// The field that a key of JSON stands for, written as in the proto file or as proto3 maps it.
  static Optional<FieldDescriptor> of(Descriptor type, String key) {
    return type.getFields().stream()
        .filter(field -> field.getJsonName().equals(key) || field.getName().equals(key))
        .findFirst();
  }

  /// Says that there is no such field, and which was meant or which there are.
  ///
  /// @param typeName the full name of a message
  static String unknown(String typeName, String key) {
    var type =
        WorkReq.getDescriptor().getFile().getMessageTypes().stream()
            .filter(message -> message.getFullName().equals(typeName))
            .findFirst();
    return type.map(found -> unknown(found, key)).orElse("unknown field \"%s\"".formatted(key));
  }

  static String unknown(Descriptor type, String key) {
    var known = type.getFields().stream().map(FieldDescriptor::getName).toList();
    return "unknown field \"%s\"; %s"
        .formatted(
            key,
            Nearest.to(key, known)
                .map("did you mean \"%s\"?"::formatted)
                .orElse("known are " + String.join(", ", known)));
  }
}
