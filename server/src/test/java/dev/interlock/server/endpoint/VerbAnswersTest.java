package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.v1.VerbResp;
import dev.interlock.api.v1.WorkResp;
import dev.interlock.engine.admit.CopyAnswer;
import dev.interlock.engine.admit.OrderAnswer;
import dev.interlock.engine.admit.SubmitAnswer;
import dev.interlock.engine.work.Refused;
import dev.interlock.engine.work.Refused.Why;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Violation;
import dev.interlock.server.call.Answer;
import dev.interlock.server.call.Refusal;
import io.grpc.Status.Code;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every answer that the engine has to a verb, as the caller gets it.
class VerbAnswersTest {
  private static final String ID = "0198c7aa-1111-7000-8000-000000000001";

  @ParameterizedTest
  @EnumSource(WorkState.class)
  void a_verb_that_was_carried_out_answers_with_the_state(WorkState state) {
    var answer = VerbEndpoint.answer(ID, new OrderAnswer.Done(state));

    assertThat(answer)
        .isEqualTo(Answer.ok(VerbResp.newBuilder().setState(States.of(state)).build()));
  }

  @ParameterizedTest
  @EnumSource(Why.class)
  void a_verb_that_the_state_forbids_is_refused_by_the_name_of_why(Why why) {
    var refused = new Refused(why, "it is so; do that");
    for (var answer :
        List.of(
            VerbEndpoint.answer(ID, new OrderAnswer.NotNow(refused)),
            CopyEndpoint.answer(ID, new CopyAnswer.NotNow(refused)))) {
      var refusal = refusalOf(answer);

      assertThat(refusal.reason()).isEqualTo(why.name());
      assertThat(refusal.code())
          .isEqualTo(
              switch (why) {
                case NO_SUCH_JOB, NO_SUCH_BLOCK -> Code.NOT_FOUND;
                case OWN_WORK, NOT_A_PERSON -> Code.PERMISSION_DENIED;
                default -> Code.FAILED_PRECONDITION;
              });
      assertThat(refusal.message()).isEqualTo("work " + ID + ": it is so; do that");
      assertThat(refusal.retryAfter()).isEmpty();
    }
  }

  @Test
  void every_other_no_to_a_verb_is_that_of_exec() {
    var violations = List.of(new Violation("blocks[0]", "is forbidden"));

    assertRefused(new OrderAnswer.NoSuchWork(), Code.NOT_FOUND, "NO_SUCH_WORK", ID);
    assertRefused(
        new OrderAnswer.Rejected(violations), Code.INVALID_ARGUMENT, "VIOLATIONS", "forbidden");
    assertRefused(new OrderAnswer.Stopped("smoke"), Code.ABORTED, "EMERGENCY_STOP", "smoke");
    assertRefused(
        new OrderAnswer.PoliciesBroken("line 3"),
        Code.FAILED_PRECONDITION,
        "POLICIES_BROKEN",
        "line 3");
    assertRefused(
        new OrderAnswer.RequestIdReused(), Code.ALREADY_EXISTS, "REQUEST_ID_REUSED", "request_id");
  }

  private static void assertRefused(OrderAnswer answer, Code code, String reason, String message) {
    var refusal = refusalOf(VerbEndpoint.answer(ID, answer));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.reason()).isEqualTo(reason);
    assertThat(refusal.message()).contains(message);
  }

  @Test
  void a_copy_is_answered_as_submit_is() {
    var id = WorkId.parse(ID).orElseThrow();
    var expires = Instant.ofEpochSecond(3_600);

    var accepted =
        CopyEndpoint.answer(
            ID, new CopyAnswer.Submitted(new SubmitAnswer.Accepted(id, "c0ffee", expires, 0)));
    assertThat(accepted)
        .isEqualTo(
            Answer.ok(
                WorkResp.newBuilder()
                    .setId(ID)
                    .setPlanHash("c0ffee")
                    .setExpiresAt(Times.of(expires))
                    .build()));

    var reasons =
        List.of(
                new SubmitAnswer.Rejected(List.of(new Violation("name", "is forbidden"))),
                new SubmitAnswer.Stopped("smoke"),
                new SubmitAnswer.PoliciesBroken("line 3"),
                new SubmitAnswer.RequestIdReused())
            .stream()
            .map(CopyAnswer.Submitted::new)
            .map(answer -> refusalOf(CopyEndpoint.answer(ID, answer)).reason());
    assertThat(reasons)
        .containsExactly("VIOLATIONS", "EMERGENCY_STOP", "POLICIES_BROKEN", "REQUEST_ID_REUSED");
    assertThat(refusalOf(CopyEndpoint.answer(ID, new CopyAnswer.NoSuchWork())).reason())
        .isEqualTo("NO_SUCH_WORK");
  }

  private static Refusal refusalOf(Answer<?> answer) {
    return switch (answer) {
      case Answer.No<?>(var refusal) -> refusal;
      case Answer.Ok<?>(var response) ->
          throw new AssertionError("it was not refused: " + response);
    };
  }
}
