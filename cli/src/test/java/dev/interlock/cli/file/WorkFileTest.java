package dev.interlock.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.WorkReq;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void reads_json_and_protobuf_text_alike() {
    var json =
        """
        {
          "name": "Erase", "requestId": "r1",
          "blocks": [
            {"desc": "first", "rate_limit": 5, "toleratedFailures": "2", "jobs": [
              {"name": "sleep", "desc": null, "args": {"seconds": "60", "ünï": "\\u00e4"}}]},
            {}
          ]
        }
        """;
    var text =
        """
        # a comment
        name: "Erase" request_id: "r1"
        blocks {
          desc: "first" rate_limit: 5 tolerated_failures: 2
          jobs { name: "sleep" args { key: "seconds" value: "60" } args { key: "ünï" value: "ä" } }
        }
        blocks {}
        """;

    assertThat(read(json)).isEqualTo(read(text));
    assertThat(read(json).getBlocks(0).getJobs(0).getArgsMap()).containsEntry("ünï", "ä");
  }

  @Test
  void reads_what_protobuf_itself_writes() throws Exception {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      var request = random(random);

      assertThat(read(JsonFormat.printer().print(request))).isEqualTo(request);
      assertThat(read(JsonFormat.printer().preservingProtoFieldNames().print(request)))
          .isEqualTo(request);
      assertThat(read(" " + TextFormat.printer().printToString(request) + "\n#\n"))
          .isEqualTo(request);
    }
  }

  @Test
  void reads_every_field_that_a_request_can_have() throws Exception {
    var full = WorkReq.newBuilder();
    fill(full, 1);

    assertThat(read(JsonFormat.printer().print(full))).isEqualTo(full.build());
  }

  /// Gives every field a value that is not its default, so that a new kind of field is found.
  private static void fill(Message.Builder message, int seed) {
    int next = seed;
    for (var field : message.getDescriptorForType().getFields()) {
      next++;
      if (field.isRepeated()) {
        message.addRepeatedField(field, value(message, field, next));
      } else {
        message.setField(field, value(message, field, next));
      }
    }
  }

  private static Object value(Message.Builder message, FieldDescriptor field, int seed) {
    return switch (field.getJavaType()) {
      case STRING -> "text" + seed;
      case BOOLEAN -> true;
      case INT -> seed;
      case LONG -> (long) seed;
      case ENUM -> field.getEnumType().getValues().getLast();
      case MESSAGE -> {
        var inner = message.newBuilderForField(field);
        fill(inner, seed);
        yield inner.build();
      }
      case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalStateException(field.getFullName());
    };
  }

  @Test
  void reads_a_file_with_a_byte_order_mark() throws Exception {
    var file = Files.writeString(folder.resolve("work.json"), "\uFEFF {\"name\": \"Erase\"}");

    assertThat(WorkFile.read(file.toString(), InputStream.nullInputStream()).getName())
        .isEqualTo("Erase");
  }

  @Test
  void tells_every_problem_of_a_json_file_and_where_it_is() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("work.json"),
            """
            {
              "nme": "Erase",
              "desc": 1,
              "blocks": [
                {"rate_limit": 1.5, "jobs": {}},
                "block",
                {"rate_limit": 3000000000, "desc": "a", "desc": "b",
                 "jobs": [{"args": {"site": 1, "a": "b", "a": "c"}, "wholly_other": []}]}
              ]
            }
            """);

    var bad =
        catchThrowableOfType(
            BadFile.class, () -> WorkFile.read(file.toString(), InputStream.nullInputStream()));

    assertThat(bad.getMessage().replaceAll(":\\d+: ", ": ").replace(folder + "/", ""))
        .isEqualTo(
            """
            work.json:2: unknown field "nme"; did you mean "name"?
            work.json:3: desc is a number; it must be a text, in quotes
            work.json:5: blocks[0].rate_limit is 1.5; it must be a whole number of 32 bits
            work.json:5: blocks[0].jobs is an object; it must be a list, in [ and ]
            work.json:6: blocks[1] is a text; it must be an object, in { and }
            work.json:7: blocks[2].rate_limit is 3000000000; it must be a whole number of 32 bits
            work.json:7: blocks[2].desc is given twice
            work.json:8: blocks[2].jobs[0].args.site is a number; it must be a text, in quotes
            work.json:8: blocks[2].jobs[0].args.a is given twice
            work.json:8: blocks[2].jobs[0]: unknown field "wholly_other"; known are name, desc, args\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"name\": \"x\"",
        "{\"name\": \"x\"}}",
        "{\"name\": \"x\"} {\"name\": \"y\"}",
        "{name: \"x\"}",
        "{\"name\": \"x\",}",
        "{\"name\": 'x'}",
        "{\"name\": \"x\" // comment\n}",
        "{\"blocks\": [",
        "{\"blocks\": null, \"name\": \"\u0001\"}"
      })
  void refuses_what_is_nearly_json_with_its_place(String text) {
    assertThat(failureOf(text)).containsPattern("^standard input:\\d+:\\d+: ");
  }

  @Test
  void refuses_json_that_is_too_deep() {
    var deep = "{\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(failureOf(deep)).contains("standard input:1:");
  }

  @Test
  void tells_the_place_of_what_is_wrong_in_protobuf_text() {
    assertThat(failureOf("name: \"x\"\nblocks { jbs {} }\nnonsense: 1"))
        .isEqualTo(
            """
            standard input:2:10: unknown field "jbs"; did you mean "jobs"?
            standard input:3:1: unknown field "nonsense"; known are name, desc, blocks, request_id, tolerated_failures, tolerated_percent\
            """);
    assertThat(failureOf("name: \"x\"\nblocks { rate_limit: many }"))
        .startsWith("standard input:2:22: ");
    assertThat(failureOf("name: \"x\" name: \"y\"")).contains("standard input:1:").contains("name");
  }

  @Test
  void tells_where_a_file_is_no_utf8() throws Exception {
    var bytes = "{\"name\":\n \"x?\"}".getBytes(StandardCharsets.ISO_8859_1);
    bytes[11] = (byte) 0xe4;

    var bad =
        catchThrowableOfType(
            BadFile.class, () -> WorkFile.read("-", new ByteArrayInputStream(bytes)));

    assertThat(bad).hasMessage("standard input:2:3: byte 0xe4 is no UTF-8; save the file as UTF-8");
  }

  @Test
  void refuses_a_file_that_is_too_large_without_reading_all_of_it() {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };

    var bad = catchThrowableOfType(BadFile.class, () -> WorkFile.read("-", endless));

    assertThat(bad)
        .hasMessage("standard input has more than 4 MiB, the most that a work request may have");
  }

  @Test
  void says_what_is_wrong_with_a_file_that_cannot_be_read() {
    assertThat(failureOf("")).startsWith("standard input is empty; ");
    assertThat(failureOf("  \n ")).startsWith("standard input is empty; ");
    assertThat(
            catchThrowableOfType(
                BadFile.class,
                () -> WorkFile.read(folder + "/none", InputStream.nullInputStream())))
        .hasMessage("there is no file " + folder + "/none");
    assertThat(
            catchThrowableOfType(
                BadFile.class, () -> WorkFile.read(folder + "", InputStream.nullInputStream())))
        .hasMessageContaining("cannot be read");
  }

  private static String failureOf(String text) {
    return catchThrowableOfType(BadFile.class, () -> read(text)).getMessage();
  }

  private static WorkReq read(String text) {
    return WorkFile.read("-", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static WorkReq random(Random random) {
    var request = WorkReq.newBuilder().setName(text(random)).setDesc(text(random));
    for (int block = random.nextInt(4); block > 0; block--) {
      var next =
          Block.newBuilder()
              .setDesc(text(random))
              .setRateLimit(random.nextInt())
              .setToleratedFailures(random.nextInt(3));
      for (int job = random.nextInt(4); job > 0; job--) {
        next.addJobs(Job.newBuilder().setName(text(random)).putArgs(text(random), text(random)));
      }
      request.addBlocks(next);
    }
    return request.build();
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 1, Character.MIN_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
