package dev.interlock.server.rest;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Incoming;
import dev.interlock.server.json.Json;
import dev.interlock.server.settings.Nearest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Makes a message of JSON, strictly: an unknown field, a value of another type or a text that is
/// no Unicode is a violation with its path, not something to be dropped.
///
/// Takes what proto3 says of JSON (field names in either form, 64-bit numbers as text), but names
/// only for enums.
final class MessageReader {
  /// Nothing is looked at any more after so many.
  private static final int PROBLEMS_MAX = 100;

  private final List<Violation> problems = new ArrayList<>();

  private MessageReader() {}

  static Incoming<Message> read(Json.Obj json, Message prototype) {
    var reader = new MessageReader();
    var builder = prototype.newBuilderForType();
    reader.fill(builder, json, "");
    return reader.problems.isEmpty()
        ? new Incoming.Whole<>(builder.build())
        : new Incoming.Unreadable<>(reader.problems);
  }

  private void fill(Message.Builder builder, Json.Obj json, String path) {
    var seen = new HashSet<FieldDescriptor>();
    json.fields()
        .forEach((name, value) -> {
          if (isEnough()) {
            return;
          }
          var place = path.isEmpty() ? name : path + "." + name;
          var field = find(builder, name);
          if (field.isEmpty()) {
            problem(place, unknown(builder, name));
          } else if (!seen.add(field.get())) {
            problem(place, "is there twice, under both forms of its name");
          } else if (!(value instanceof Json.Null)) { // null is proto3's way to leave out
            set(builder, field.get(), value, place);
          }
        });
  }

  private static Optional<FieldDescriptor> find(Message.Builder builder, String name) {
    return builder.getDescriptorForType().getFields().stream()
        .filter(field -> field.getJsonName().equals(name) || field.getName().equals(name))
        .findFirst();
  }

  private static String unknown(Message.Builder builder, String name) {
    var known =
        builder.getDescriptorForType().getFields().stream()
            .map(FieldDescriptor::getJsonName)
            .toList();
    return known.isEmpty()
        ? "is unknown; there are no fields here"
        : "is unknown%s; there are %s"
            .formatted(Nearest.hint(name, known), String.join(", ", known));
  }

  private void set(Message.Builder builder, FieldDescriptor field, Json value, String path) {
    if (field.isMapField()) {
      setMap(builder, field, value, path);
    } else if (field.isRepeated()) {
      if (!(value instanceof Json.Arr(var items))) {
        mustBe(path, "an array", value);
        return;
      }
      for (int i = 0; i < items.size() && !isEnough(); i++) {
        single(builder, field, items.get(i), "%s[%d]".formatted(path, i))
            .ifPresent(item -> builder.addRepeatedField(field, item));
      }
    } else {
      single(builder, field, value, path).ifPresent(item -> builder.setField(field, item));
    }
  }

  private void setMap(Message.Builder builder, FieldDescriptor field, Json value, String path) {
    if (!(value instanceof Json.Obj(var fields))) {
      mustBe(path, "an object", value);
      return;
    }
    var entryType = field.getMessageType();
    fields.forEach((name, item) -> {
      if (isEnough()) {
        return;
      }
      var place = path + "." + name;
      var entry = builder.newBuilderForField(field);
      text(name, place).ifPresent(key -> entry.setField(entryType.findFieldByNumber(1), key));
      single(entry, entryType.findFieldByNumber(2), item, place)
          .ifPresent(one -> {
            entry.setField(entryType.findFieldByNumber(2), one);
            builder.addRepeatedField(field, entry.build());
          });
    });
  }

  private Optional<Object> single(
      Message.Builder builder, FieldDescriptor field, Json value, String path) {
    return switch (field.getJavaType()) {
      case STRING ->
          value instanceof Json.Text(var text)
              ? text(text, path).map(Object.class::cast)
              : mustBe(path, "a string", value);
      case BOOLEAN -> flag(value, path);
      case INT -> number(value, path, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
      case LONG -> number(value, path, Long.MIN_VALUE, Long.MAX_VALUE).map(Object.class::cast);
      case ENUM -> constant(field.getEnumType(), value, path);
      case MESSAGE -> message(builder, field, value, path);
      case FLOAT, DOUBLE, BYTE_STRING ->
          throw new IllegalStateException("bug: no request has a field like " + path);
    };
  }

  private Optional<String> text(String text, String path) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      problem(path, "is not valid Unicode: it has half of a surrogate pair");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private Optional<Object> flag(Json value, String path) {
    return switch (value) {
      case Json.Bool(var flag) -> Optional.of(flag);
      case Json.Text(var text) when text.equals("true") || text.equals("false") ->
          Optional.of(Boolean.valueOf(text)); // as a query parameter writes it
      default -> mustBe(path, "true or false", value);
    };
  }

  private Optional<Long> number(Json value, String path, long min, long max) {
    var digits =
        switch (value) {
          case Json.Num(var written) -> written;
          case Json.Text(var written) -> written;
          default -> "";
        };
    try {
      long number = Long.parseLong(digits);
      if (number >= min && number <= max) {
        return Optional.of(number);
      }
    } catch (NumberFormatException _) {
      // said below, in the same words as a number out of range
    }
    problem(path, "must be a whole number from %d to %d".formatted(min, max));
    return Optional.empty();
  }

  private Optional<Object> constant(EnumDescriptor type, Json value, String path) {
    if (value instanceof Json.Text(var name) && type.findValueByName(name) != null) {
      return Optional.of(type.findValueByName(name));
    }
    var names = type.getValues().stream().map(constant -> constant.getName()).toList();
    problem(path, "must be one of " + String.join(", ", names));
    return Optional.empty();
  }

  private Optional<Object> message(
      Message.Builder builder, FieldDescriptor field, Json value, String path) {
    var type = field.getMessageType().getFullName();
    if (type.equals(Duration.getDescriptor().getFullName())) {
      return duration(value, path);
    }
    if (type.equals(Timestamp.getDescriptor().getFullName())) {
      return timestamp(value, path);
    }
    if (!(value instanceof Json.Obj object)) {
      return mustBe(path, "an object", value);
    }
    var inner = builder.newBuilderForField(field);
    fill(inner, object, path);
    return Optional.of(inner.build());
  }

  private Optional<Object> duration(Json value, String path) {
    if (value instanceof Json.Text(var text)) {
      try {
        return Optional.of(Durations.parse(text));
      } catch (ParseException _) {
        // said below
      }
    }
    problem(path, "must be a duration in seconds, like \"10s\" or \"0.5s\"");
    return Optional.empty();
  }

  private Optional<Object> timestamp(Json value, String path) {
    if (value instanceof Json.Text(var text)) {
      try {
        return Optional.of(Timestamps.parse(text));
      } catch (ParseException _) {
        // said below
      }
    }
    problem(path, "must be a point in time, like \"2026-11-23T22:00:00Z\"");
    return Optional.empty();
  }

  private Optional<Object> mustBe(String path, String wanted, Json value) {
    problem(path, "must be %s and is %s".formatted(wanted, value.kind()));
    return Optional.empty();
  }

  private void problem(String path, String message) {
    problems.add(new Violation(path, message));
    if (isEnough()) {
      problems.add(new Violation("", "and maybe more; the rest was not looked at"));
    }
  }

  private boolean isEnough() {
    return problems.size() >= PROBLEMS_MAX;
  }
}
