package dev.interlock.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.Checks;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.Ramp;
import dev.interlock.api.v1.Rate;
import dev.interlock.api.v1.Sequence;
import dev.interlock.api.v1.WorkReq;
import dev.interlock.engine.admit.RequestLimits;
import dev.interlock.engine.journal.AnyRequest;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.Violation;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkReqTranslationTest {
  private static final Duration MINUS = Duration.newBuilder().setSeconds(-1).build();
  private static final Duration MALFORMED =
      Duration.newBuilder().setSeconds(1).setNanos(-1).build();

  private static List<String> problems(WorkReq message) {
    return WorkReqTranslation.problems(message, RequestLimits.DEFAULTS).stream()
        .map(Violation::toString)
        .toList();
  }

  private static List<String> problems(Block.Builder block) {
    return problems(WorkReq.newBuilder().addBlocks(block).build());
  }

  @Test
  void whatever_a_request_says_arrives() {
    for (long seed = 0; seed < 2_000; seed++) {
      var request = AnyRequest.of(seed);
      var message = RequestMessages.message(request);

      assertThat(problems(message)).as("seed %d", seed).isEmpty();
      assertThat(WorkReqTranslation.value(message)).as("seed %d", seed).isEqualTo(request);
    }
  }

  /// F52: a block of nothing is two bytes on the wire.
  @Test
  void what_there_is_far_too_much_of_is_refused_before_anything_is_made_of_it() {
    var blocks = WorkReq.newBuilder();
    var sequences = Block.newBuilder();
    var jobs = Block.newBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      blocks.addBlocks(Block.getDefaultInstance());
      sequences.addSequences(Sequence.getDefaultInstance());
      jobs.addJobs(Job.getDefaultInstance());
    }

    assertThat(cheaply(blocks.build()))
        .containsExactly("blocks: has 1000000 blocks; at most 10000");
    assertThat(cheaply(WorkReq.newBuilder().addBlocks(sequences).build()))
        .containsExactly("blocks: have 1000000 sequences together, and a work at most 10000 jobs");
    assertThat(cheaply(WorkReq.newBuilder().addBlocks(jobs).build()))
        .containsExactly("blocks: have 1000000 jobs together; at most 10000 a work");
  }

  private static List<String> cheaply(WorkReq message) {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    var found = WorkReqTranslation.problems(message, RequestLimits.DEFAULTS);
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    return found.stream().map(problem -> problem.path() + ": " + problem.message()).toList();
  }

  @Test
  void only_so_many_problems_are_told() {
    var block = Block.newBuilder();
    for (int i = 0; i < 9_999; i++) {
      block.addJobs(Job.newBuilder().setName("sleep").setRetries(-1));
    }

    var found =
        WorkReqTranslation.problems(
            WorkReq.newBuilder().setName("Nap").addBlocks(block).build(), RequestLimits.DEFAULTS);

    assertThat(found).hasSize(101);
    assertThat(found.getFirst().path()).isEqualTo("blocks[0].jobs[0].retries");
    assertThat(found.getLast().message()).contains("the rest was not looked at");
  }

  @Test
  void what_is_not_said_has_its_default() {
    var block = Block.newBuilder().addJobs(Job.newBuilder().setName("sleep"));
    var request =
        WorkReqTranslation.value(WorkReq.newBuilder().setName("n").addBlocks(block).build());
    var jobs = List.of(new dev.interlock.plugin.Job("sleep", "", java.util.Map.of()));

    assertThat(request)
        .isEqualTo(
            new dev.interlock.plugin.WorkReq(
                "n", "", List.of(new dev.interlock.plugin.Block("", 1, 0, jobs))));
    assertThat(request.tolerance()).isEqualTo(Tolerance.UNSAID);
    assertThat(request.blocks().getFirst().turn()).isEqualTo(Turn.DEFAULT);
    assertThat(request.blocks().getFirst().tolerance().onBreach()).isEqualTo(OnBreach.FAIL);
  }

  @Test
  void continuous_checks_run_every_minute_unless_they_say_otherwise() {
    var checks = Checks.newBuilder().addContinuous(Job.newBuilder().setName("look"));
    var one = WorkReq.newBuilder().setChecks(checks).build();
    var other = one.toBuilder();
    other.getChecksBuilder().getIntervalBuilder().setSeconds(5);

    assertThat(WorkReqTranslation.value(one).checks().interval()).hasSeconds(60);
    assertThat(WorkReqTranslation.value(other.build()).checks().interval()).hasSeconds(5);
  }

  @Test
  void a_constant_that_the_server_does_not_know_is_refused() {
    var block = Block.newBuilder().setRoleValue(5).setConditionValue(-1).setOnBreachValue(3);
    var request = WorkReq.newBuilder().setOnBreachValue(9).addBlocks(block).build();

    assertThat(problems(request))
        .hasSize(4)
        .allMatch(problem -> problem.contains("has a value that this server does not know"))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly(
            "on_breach", "blocks[0].on_breach", "blocks[0].role", "blocks[0].condition");
  }

  @Test
  void durations_that_are_negative_or_none_are_refused_with_their_limit() {
    var block =
        Block.newBuilder()
            .setEntranceDelay(MINUS)
            .setExitDelay(MALFORMED)
            .setDeadline(MINUS)
            .setRate(Rate.newBuilder().setStarts(-1).setInterval(MINUS))
            .setRamp(Ramp.newBuilder().addWaves("1").setBake(MALFORMED))
            .setChecks(Checks.newBuilder().setInterval(MINUS));
    var request = WorkReq.newBuilder().setDeadline(MINUS).addBlocks(block).build();

    assertThat(problems(request))
        .containsExactly(
            "deadline: is -1s; it must be 1s to 2592000s",
            "blocks[0].entrance_delay: is -1s; it must be 0s to 86400s",
            "blocks[0].exit_delay: is no duration; it must be 0s to 86400s",
            "blocks[0].deadline: is -1s; it must be 1s to 2592000s",
            "blocks[0].rate.starts: is -1; it must be 1 to 10000",
            "blocks[0].rate.interval: is -1s; it must be 1s to 86400s",
            "blocks[0].ramp.bake: is no duration; it must be 0s to 86400s",
            "blocks[0].checks.interval: is -1s; it must be 1s to 3600s");
  }

  @Test
  void a_wave_is_a_number_or_a_percentage_and_a_ramp_has_one() {
    var ramp = Ramp.newBuilder().addAllWaves(List.of("1", "25%", "a few", "-1", "1.5%"));

    assertThat(problems(Block.newBuilder().setRamp(ramp)))
        .hasSize(3)
        .contains(
            "blocks[0].ramp.waves[2]: must be a number of sequences, \"1\" to \"100000\", or a percentage of them, \"1%\" to \"100%\"");
    assertThat(problems(Block.newBuilder().setRamp(Ramp.getDefaultInstance())))
        .containsExactly("blocks[0].ramp.waves: is empty; it must have 1 to 20 waves");
  }

  @Test
  void an_unknown_field_is_refused_wherever_it_is() {
    var unknown =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    var job = Job.newBuilder().setUnknownFields(unknown).setRetries(-1);
    var block =
        Block.newBuilder()
            .setRate(Rate.newBuilder().setUnknownFields(unknown))
            .setRamp(Ramp.newBuilder().addWaves("1").setUnknownFields(unknown))
            .setChecks(Checks.newBuilder().addPre(job).setUnknownFields(unknown));

    assertThat(problems(block))
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactly(
            "blocks[0].rate",
            "blocks[0].ramp",
            "blocks[0].checks",
            "blocks[0].checks.pre[0]",
            "blocks[0].checks.pre[0].retries");
  }
}
