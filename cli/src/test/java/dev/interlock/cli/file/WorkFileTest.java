package dev.interlock.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Checks;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.OnBreach;
import dev.interlock.api.v1.Ramp;
import dev.interlock.api.v1.Role;
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
            work.json:8: blocks[2].jobs[0]: unknown field "wholly_other"; known are name, desc, args, retries\
            """);
  }

  @Test
  void reads_everything_that_a_request_can_say() {
    var json =
        """
        {"on_breach": "ON_BREACH_PAUSE", "deadline": "3600s", "blocks": [{
          "strict_tolerance": true, "role": "ROLE_ON_FAILURE", "condition": "CONDITION_ALWAYS",
          "entranceDelay": "0.5s", "rate": {"starts": 2, "interval": "60s"},
          "ramp": {"waves": ["1", "25%"], "bake": "10s"},
          "checks": {"pre": [{"name": "sleep"}], "interval": null},
          "jobs": [{"name": "sleep", "retries": 2}]}]}
        """;
    var text =
        """
        on_breach: ON_BREACH_PAUSE deadline { seconds: 3600 }
        blocks {
          strict_tolerance: true role: ROLE_ON_FAILURE condition: CONDITION_ALWAYS
          entrance_delay { nanos: 500000000 } rate { starts: 2 interval { seconds: 60 } }
          ramp { waves: "1" waves: "25%" bake { seconds: 10 } }
          checks { pre { name: "sleep" } }
          jobs { name: "sleep" retries: 2 }
        }
        """;

    assertThat(read(json)).isEqualTo(read(text));
  }

  @Test
  void reads_the_example_of_the_documentation() throws Exception {
    var doc = Files.readString(Path.of("..", "docs", "requests.md"));

    assertThat(read(doc.split("```json\n", -1)[1].split("```", -1)[0]).getBlocksCount())
        .isEqualTo(3);
  }

  @Test
  void tells_what_a_constant_a_duration_and_a_wave_must_be() {
    var json =
        """
        {"on_breach": "ON_BREACH_PAUS", "deadline": 60, "checks": [], "blocks": [
          {"role": 3, "condition": "x", "exit_delay": "1 min", "strict_tolerance": "yes",
           "ramp": {"waves": [1], "wave": []}}]}
        """;

    assertThat(failureOf(json).replaceAll("standard input:\\d+:\\d+: ", ""))
        .isEqualTo(
            """
            on_breach is "ON_BREACH_PAUS"; did you mean "ON_BREACH_PAUSE"?
            deadline is a number; it must be a duration in seconds, like "90s" or "0.5s"
            checks is a list; it must be an object, in { and }
            blocks[0].role is a number; it must be a text, in quotes
            blocks[0].condition is "x"; it must be one of CONDITION_UNSPECIFIED, CONDITION_ALWAYS, CONDITION_NOTHING_FAILED, CONDITION_SOMETHING_FAILED
            blocks[0].exit_delay is "1 min"; it must be a duration in seconds, like "90s" or "0.5s"
            blocks[0].strict_tolerance is a text; it must be true or false
            blocks[0].ramp.waves[0] is a number; it must be a text, in quotes
            blocks[0].ramp: unknown field "wave"; did you mean "waves"?\
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
            standard input:3:1: unknown field "nonsense"; known are name, desc, blocks, request_id, tolerated_failures, tolerated_percent, on_breach, checks, deadline, labels\
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
        .hasMessage("standard input has more than 4 MiB, the most that a request may have");
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
              .setToleratedFailures(random.nextInt(3))
              .setStrictTolerance(random.nextBoolean())
              .setOnBreach(OnBreach.forNumber(random.nextInt(3)))
              .setRole(Role.forNumber(random.nextInt(5)))
              .setDeadline(duration(random))
              .setRamp(Ramp.newBuilder().addWaves(text(random)).setBake(duration(random)))
              .setChecks(Checks.newBuilder().addPre(Job.newBuilder().setName(text(random))));
      for (int job = random.nextInt(4); job > 0; job--) {
        next.addJobs(Job.newBuilder().setName(text(random)).putArgs(text(random), text(random)));
      }
      request.addBlocks(next);
    }
    return request.build();
  }

  private static Duration duration(Random random) {
    return Durations.fromMillis(random.nextInt());
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(6), 1, Character.MIN_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
