package dev.interlock.cli.file;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.interlock.api.v1.WorkReq;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a work request from JSON, as proto3 maps messages to it, and says where everything is that
/// does not fit. Stricter than protobuf's own reader, which lets the last of two equal keys win and
/// cannot say where an unknown one stands.
final class JsonText {
  private static final int PROBLEMS_MAX = 20;
  private static final int DEPTH_MAX = 16;
  // The reader tells its position only in words: "JsonReader at line 3 column 14 path $.blocks".
  private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+)");

  private final JsonReader reader;
  private final String fileName;
  private final List<String> problems = new ArrayList<>();

  private JsonText(JsonReader reader, String fileName) {
    this.reader = reader;
    this.fileName = fileName;
  }

  static WorkReq read(String text, String fileName) {
    try (var reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(DEPTH_MAX);
      return new JsonText(reader, fileName).whole();
    } catch (IOException wrong) {
      throw new IllegalStateException("bug: reading from a string failed", wrong);
    }
  }

  private WorkReq whole() {
    var request = WorkReq.newBuilder();
    try {
      object(request, "");
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        problem("there is more after the end of the work request; a file holds one");
      }
    } catch (MalformedJsonException syntax) {
      problem(reason(syntax));
    } catch (IOException unfinished) { // gson's way to say that the text ends too early
      problem("the JSON ends too early; is a bracket or a brace missing?");
    }
    if (!problems.isEmpty()) {
      throw new BadFile(String.join("\n", problems));
    }
    return request.build();
  }

  private void object(Message.Builder into, String path) throws IOException {
    var seen = new HashSet<FieldDescriptor>();
    reader.beginObject();
    while (reader.hasNext()) {
      var key = reader.nextName();
      var found = Fields.of(into.getDescriptorForType(), key);
      if (found.isEmpty()) {
        var prefix = path.isEmpty() ? "" : path + ": ";
        problem(prefix + Fields.unknown(into.getDescriptorForType(), key));
        reader.skipValue();
      } else if (!seen.add(found.get())) {
        problem("%s is given twice".formatted(below(path, key)));
        reader.skipValue();
      } else {
        value(into, found.get(), below(path, key));
      }
    }
    reader.endObject();
  }

  private void value(Message.Builder into, FieldDescriptor field, String path) throws IOException {
    if (reader.peek() == JsonToken.NULL) { // as if it were not there
      reader.nextNull();
    } else if (field.isMapField()) {
      map(into, field, path);
    } else if (field.isRepeated()) {
      list(into, field, path);
    } else {
      single(into, field, path).ifPresent(value -> into.setField(field, value));
    }
  }

  private Optional<Object> single(Message.Builder into, FieldDescriptor field, String path)
      throws IOException {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return scalar(field, path);
    }
    if (field.getMessageType().getFullName().equals(Duration.getDescriptor().getFullName())) {
      return duration(path);
    }
    if (!isNext(JsonToken.BEGIN_OBJECT, path, "an object, in { and }")) {
      return Optional.empty();
    }
    var inner = into.newBuilderForField(field);
    object(inner, path);
    return Optional.of(inner.build());
  }

  private void list(Message.Builder into, FieldDescriptor field, String path) throws IOException {
    if (!isNext(JsonToken.BEGIN_ARRAY, path, "a list, in [ and ]")) {
      return;
    }
    reader.beginArray();
    for (int index = 0; reader.hasNext(); index++) {
      var place = "%s[%d]".formatted(path, index);
      single(into, field, place).ifPresent(element -> into.addRepeatedField(field, element));
    }
    reader.endArray();
  }

  private void map(Message.Builder into, FieldDescriptor field, String path) throws IOException {
    if (!isNext(JsonToken.BEGIN_OBJECT, path, "an object, in { and }")) {
      return;
    }
    var seen = new HashSet<String>();
    reader.beginObject();
    while (reader.hasNext()) {
      var key = reader.nextName();
      var place = below(path, key);
      if (!seen.add(key)) {
        problem("%s is given twice".formatted(place));
        reader.skipValue();
      } else if (isNext(JsonToken.STRING, place, "a text, in quotes")) {
        into.addRepeatedField(field, entry(into, field, key, reader.nextString()));
      }
    }
    reader.endObject();
  }

  private static Object entry(
      Message.Builder into, FieldDescriptor field, String key, String value) {
    var entry = (MapEntry.Builder<?, ?>) into.newBuilderForField(field);
    entry.setField(entry.getDescriptorForType().findFieldByNumber(1), key);
    entry.setField(entry.getDescriptorForType().findFieldByNumber(2), value);
    return entry.build();
  }

  private Optional<Object> scalar(FieldDescriptor field, String path) throws IOException {
    return switch (field.getType()) {
      case STRING ->
          isNext(JsonToken.STRING, path, "a text, in quotes")
              ? Optional.of(reader.nextString())
              : Optional.empty();
      case INT32 -> wholeNumber(path);
      case BOOL ->
          isNext(JsonToken.BOOLEAN, path, "true or false")
              ? Optional.of(reader.nextBoolean())
              : Optional.empty();
      case ENUM -> constant(field, path);
      default -> throw new IllegalStateException("bug: no reader for " + field.getFullName());
    };
  }

  private Optional<Object> wholeNumber(String path) throws IOException {
    // proto3's JSON has numbers in quotes too.
    if (reader.peek() != JsonToken.STRING && !isNext(JsonToken.NUMBER, path, "a whole number")) {
      return Optional.empty();
    }
    var text = reader.nextString();
    try {
      return Optional.of(new BigDecimal(text).intValueExact());
    } catch (ArithmeticException | NumberFormatException wrong) {
      problem("%s is %s; it must be a whole number of 32 bits".formatted(path, text));
      return Optional.empty();
    }
  }

  private Optional<Object> constant(FieldDescriptor field, String path) throws IOException {
    if (!isNext(JsonToken.STRING, path, "a text, in quotes")) {
      return Optional.empty();
    }
    var name = reader.nextString();
    var found = field.getEnumType().findValueByName(name);
    if (found == null) {
      var names = field.getEnumType().getValues().stream().map(one -> one.getName()).toList();
      problem(
          "%s is \"%s\"; %s"
              .formatted(
                  path,
                  name,
                  Nearest.to(name, names)
                      .map("did you mean \"%s\"?"::formatted)
                      .orElse("it must be one of " + String.join(", ", names))));
    }
    return Optional.ofNullable(found);
  }

  private Optional<Object> duration(String path) throws IOException {
    if (!isNext(JsonToken.STRING, path, "a duration in seconds, like \"90s\" or \"0.5s\"")) {
      return Optional.empty();
    }
    var text = reader.nextString();
    try {
      return Optional.of(Durations.parse(text));
    } catch (ParseException wrong) {
      problem(
          "%s is \"%s\"; it must be a duration in seconds, like \"90s\" or \"0.5s\""
              .formatted(path, text));
      return Optional.empty();
    }
  }

  /// Skips what is next when it is something else.
  private boolean isNext(JsonToken wanted, String path, String inWords) throws IOException {
    var found = reader.peek();
    if (found == wanted) {
      return true;
    }
    reader.skipValue();
    problem("%s is %s; it must be %s".formatted(path, inWords(found), inWords));
    return false;
  }

  private static String inWords(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "a list";
      case BEGIN_OBJECT -> "an object";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> "missing";
    };
  }

  private void problem(String what) {
    if (problems.size() < PROBLEMS_MAX) {
      var position = POSITION.matcher(reader.toString());
      problems.add(
          position.find()
              ? "%s:%s:%s: %s".formatted(fileName, position.group(1), position.group(2), what)
              : "%s: %s".formatted(fileName, what));
    }
  }

  /// Without the position, which [#problem] puts first, and the link to gson's manual.
  private static String reason(Exception syntax) {
    var message = String.valueOf(syntax.getMessage());
    int position = message.indexOf(" at line ");
    var reason = position < 0 ? message : message.substring(0, position);
    return "not JSON: " + reason.replaceFirst("^Use JsonReader.*? to accept m", "M");
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
