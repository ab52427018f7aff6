package dev.interlock.server.endpoint;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.stream.Collectors;

/// The value of a field, as an edit has it: as JSON writes it, without quotes.
final class EditValue {
  private EditValue() {}

  /// What a text is read as.
  sealed interface Parsed {
    record Good(Object value) implements Parsed {}

    record Bad(String problem) implements Parsed {}
  }

  /// Whether the field, or each element of it, is a single value that has no fields of its own for
  /// an edit to name.
  static boolean isOne(FieldDescriptor field) {
    return field.getJavaType() != JavaType.MESSAGE || isDuration(field) || isTimestamp(field);
  }

  private static boolean isDuration(FieldDescriptor field) {
    return isOf(field, Duration.getDescriptor().getFullName());
  }

  private static boolean isTimestamp(FieldDescriptor field) {
    return isOf(field, Timestamp.getDescriptor().getFullName());
  }

  private static boolean isOf(FieldDescriptor field, String type) {
    return field.getJavaType() == JavaType.MESSAGE
        && field.getMessageType().getFullName().equals(type);
  }

  /// What its values are, for people: `a text`.
  static String kind(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> "a text";
      case BOOLEAN -> "true or false";
      case INT, LONG -> "a number";
      case ENUM -> "a name";
      case MESSAGE -> isDuration(field) ? "a duration" : "a point in time";
      case FLOAT, DOUBLE, BYTE_STRING -> throw noSuchField(field);
    };
  }

  static Parsed parse(FieldDescriptor field, String text) {
    return switch (field.getJavaType()) {
      case STRING -> new Parsed.Good(text);
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? new Parsed.Good(Boolean.valueOf(text))
              : bad(text, "it must be true or false");
      case INT -> number(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> number(text, Long.MIN_VALUE, Long.MAX_VALUE);
      case ENUM -> constant(field, text);
      case MESSAGE -> isDuration(field) ? duration(text) : timestamp(text);
      case FLOAT, DOUBLE, BYTE_STRING -> throw noSuchField(field);
    };
  }

  private static Parsed number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        boolean isInt = max == Integer.MAX_VALUE;
        return new Parsed.Good(isInt ? (Object) (int) number : (Object) number);
      }
    } catch (NumberFormatException _) {
      // said below, in the same words as a number out of range
    }
    return bad(text, "it must be a whole number from %d to %d".formatted(min, max));
  }

  private static Parsed constant(FieldDescriptor field, String text) {
    var value = field.getEnumType().findValueByName(text);
    if (value != null) {
      return new Parsed.Good(value);
    }
    var names =
        field.getEnumType().getValues().stream()
            .map(EnumValueDescriptor::getName)
            .collect(Collectors.joining(", "));
    return bad(text, "it must be one of " + names);
  }

  private static Parsed duration(String text) {
    try {
      return new Parsed.Good(Durations.parse(text));
    } catch (ParseException _) {
      return bad(text, "it must be a duration in seconds, like 10s or 0.5s");
    }
  }

  private static Parsed timestamp(String text) {
    try {
      return new Parsed.Good(Timestamps.parse(text));
    } catch (ParseException _) {
      return bad(text, "it must be a point in time, like 2026-11-23T05:00:00Z");
    }
  }

  private static Parsed bad(String text, String right) {
    return new Parsed.Bad("\"%s\" is not right; %s".formatted(text, right));
  }

  private static IllegalStateException noSuchField(FieldDescriptor field) {
    return new IllegalStateException("bug: no request has a field like " + field.getFullName());
  }
}
