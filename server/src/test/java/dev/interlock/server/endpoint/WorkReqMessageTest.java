package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.journal.AnyRequest;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkReqMessageTest {
  @Test
  void a_message_comes_back_from_its_value_with_every_field_that_it_can_have() {
    var full = WorkReq.newBuilder();
    fill(full, 1);
    full.clearRequestId(); // belongs to the call
    assertThat(WorkReqTranslation.problems(full.build(), RequestLimits.DEFAULTS)).isEmpty();

    assertThat(WorkReqMessage.of(WorkReqTranslation.value(full.build()))).isEqualTo(full.build());
  }

  @Test
  void a_value_comes_back_from_its_message() {
    var job = new Job("sleep", "a nap", Map.of("seconds", "1"));
    for (var tolerance :
        List.of(
            Tolerance.of(0),
            Tolerance.of(7),
            new Tolerance(Tolerance.UNSET, 10, Tolerance.UNSET, false),
            new Tolerance(5, 10, 0, true))) {
      var block =
          new Block("b", 3, tolerance, List.of(job), List.of(new Sequence("s", List.of(job, job))));
      for (var whole :
          List.of(
              Tolerance.UNSAID, Tolerance.of(0), new Tolerance(1, 50, Tolerance.UNSET, false))) {
        var value = new dev.interlock.plugin.WorkReq("Nap", "naps", List.of(block, block), whole);

        assertThat(WorkReqTranslation.value(WorkReqMessage.of(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void whatever_a_request_says_comes_back() {
    for (long seed = 0; seed < 2_000; seed++) {
      var request = AnyRequest.of(seed);

      var back = WorkReqTranslation.value(WorkReqMessage.of(request));

      assertThat(back)
          .as("seed %d", seed)
          .isEqualTo(WorkReqTranslation.value(RequestMessages.message(request)));
    }
  }

  @Test
  void a_limit_that_was_left_out_comes_back_as_what_it_means() {
    var message = WorkReq.newBuilder();
    message.addBlocksBuilder().addJobsBuilder().setName("sleep");

    var back = WorkReqMessage.of(WorkReqTranslation.value(message.build()));

    assertThat(back.getBlocks(0).getRateLimit()).isEqualTo(1);
    assertThat(back.getBlocks(0).hasToleratedFailures()).isTrue();
    assertThat(back.getBlocks(0).getToleratedFailures()).isZero();
    assertThat(back.hasToleratedFailures()).isFalse();
  }

  /// Gives every field a value that is not its default, so that a new field which the way back
  /// forgets is found.
  private static void fill(Message.Builder message, int seed) {
    int next = seed;
    for (var field : message.getDescriptorForType().getFields()) {
      next++;
      if (field.isMapField()) {
        var entry = message.newBuilderForField(field);
        fill(entry, next);
        message.addRepeatedField(field, entry.build());
      } else if (field.isRepeated()) {
        message.addRepeatedField(field, value(message, field, next));
        message.addRepeatedField(field, value(message, field, next + 10));
      } else {
        message.setField(field, value(message, field, next));
      }
    }
  }

  private static Object value(Message.Builder message, FieldDescriptor field, int seed) {
    return switch (field.getJavaType()) {
      case STRING -> field.getName().equals("waves") ? seed + "%" : "text" + seed;
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
}
