package dev.interlock.server.house;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.interlock.api.diskerase.WorkflowOuterClass;
import dev.interlock.api.v1.Access;
import dev.interlock.api.v1.Audit;
import dev.interlock.api.v1.Catalog;
import dev.interlock.api.v1.EmergencyStop;
import dev.interlock.api.v1.Identity;
import dev.interlock.api.v1.Work;
import dev.interlock.store.proto.FactsOuterClass;
import dev.interlock.store.proto.Order;
import dev.interlock.store.proto.RequestOuterClass;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds every field, enum value and call of the wire and of the stored journals to a committed
/// list: what was given a number once keeps it, its name and its type for good.
///
/// Presence is not in the list: a singular field that becomes `optional`, or stops being so, has
/// the same bytes.
class FieldNumbersTest {
  private static final String PROTO_FOLDER = "/src/main/proto/";
  private static final Path LIST =
      Path.of("server/src/test/resources/dev/interlock/server/house/field-numbers.txt");

  private static final List<FileDescriptor> FILES =
      List.of(
          WorkflowOuterClass.getDescriptor(),
          Work.getDescriptor(),
          EmergencyStop.getDescriptor(),
          Catalog.getDescriptor(),
          Access.getDescriptor(),
          Audit.getDescriptor(),
          Identity.getDescriptor(),
          FactsOuterClass.getDescriptor(),
          RequestOuterClass.getDescriptor(),
          Order.getDescriptor());

  @Test
  void sees_every_proto_file_of_the_repository() {
    assertThat(Repository.files(".proto"))
        .extracting(file -> Repository.name(file).replaceFirst(".*" + PROTO_FOLDER, ""))
        .as("proto files that somebody wrote, against FILES in this test")
        .containsExactlyInAnyOrderElementsOf(FILES.stream().map(FileDescriptor::getName).toList());
  }

  @Test
  void keeps_everything_that_ever_had_a_number() {
    assertThat(without(listed(), numbered()))
        .as(
            """
            what has changed or is gone. Clients in use and journals on disk still hold it. Give \
            the old name, number and type back; for something new take a number that is not in %s. \
            What nobody should use any more is marked deprecated and stays\
            """
                .formatted(LIST))
        .isEmpty();
  }

  @Test
  void lists_everything_that_has_a_number() {
    var missing = without(numbered(), listed());

    assertThat(missing)
        .as(
            """
            what is not in the list. Should keeps_everything_that_ever_had_a_number fail as well, \
            mend that first. What is new comes into %s in the same commit; these lines, and then \
            LC_ALL=C sort:
            %s
            """
                .formatted(LIST, missing.stream().collect(joining("\n"))))
        .isEmpty();
  }

  @Test
  void lists_each_thing_once_and_in_order() {
    var lines = listedLines();

    assertThat(lines).isEqualTo(List.copyOf(new TreeSet<>(lines)));
  }

  private static List<String> without(Collection<String> these, Set<String> those) {
    return these.stream().filter(line -> !those.contains(line)).toList();
  }

  private static Set<String> listed() {
    return Set.copyOf(listedLines());
  }

  private static List<String> listedLines() {
    return Repository.text(Repository.root().resolve(LIST)).lines().toList();
  }

  private static Set<String> numbered() {
    return FILES.stream()
        .flatMap(file ->
            Stream.of(
                    file.getMessageTypes().stream().flatMap(FieldNumbersTest::lines),
                    file.getExtensions().stream().map(FieldNumbersTest::line),
                    file.getEnumTypes().stream().flatMap(FieldNumbersTest::lines),
                    file.getServices().stream().flatMap(FieldNumbersTest::lines))
                .flatMap(lines -> lines))
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<String> lines(Descriptor message) {
    return Stream.of(
            message.getFields().stream().map(FieldNumbersTest::line),
            message.getEnumTypes().stream().flatMap(FieldNumbersTest::lines),
            message.getNestedTypes().stream()
                .filter(nested -> !nested.getOptions().getMapEntry())
                .flatMap(FieldNumbersTest::lines))
        .flatMap(lines -> lines);
  }

  private static Stream<String> lines(EnumDescriptor type) {
    return type.getValues().stream()
        .map(value -> "%s.%s %d".formatted(type.getFullName(), value.getName(), value.getNumber()));
  }

  private static Stream<String> lines(ServiceDescriptor service) {
    return service.getMethods().stream().map(FieldNumbersTest::line);
  }

  private static String line(MethodDescriptor call) {
    return "%s(%s%s) returns (%s%s)"
        .formatted(
            call.getFullName(),
            call.isClientStreaming() ? "stream " : "",
            call.getInputType().getFullName(),
            call.isServerStreaming() ? "stream " : "",
            call.getOutputType().getFullName());
  }

  private static String line(FieldDescriptor field) {
    return "%s %d %s %s"
        .formatted(field.getFullName(), field.getNumber(), type(field), label(field));
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      var entry = field.getMessageType().getFields();
      return "map<%s,%s>".formatted(type(entry.get(0)), type(entry.get(1)));
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().toString().toLowerCase(Locale.ROOT);
    };
  }

  /// Of a field that moves into a `oneof`, or out of one, readers of the other form lose values.
  /// The `oneof` that stands for `optional` is none.
  private static String label(FieldDescriptor field) {
    var choice = field.getRealContainingOneof();
    if (choice != null) {
      return "oneof " + choice.getName();
    }
    return field.isRepeated() ? "repeated" : "singular";
  }
}
