package dev.interlock.engine.admit;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.AnyRequest;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Ramp;
import dev.interlock.plugin.Rate;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Share;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One hash for one plan.
class PlanHashTest {

  private static WorkReq work(String name, String desc, Block... blocks) {
    return new WorkReq(name, desc, List.of(blocks));
  }

  private static Block block(Job... jobs) {
    return new Block("b", 1, 0, List.of(jobs));
  }

  private static Job job(String name, Map<String, String> args) {
    return new Job(name, "j", args);
  }

  @Test
  void a_hash_is_64_hexadecimal_digits_and_stays_for_ever() {
    var request = work("Drill", "d", block(job("sleep", Map.of("seconds", "1"))));

    // changed by accident, every stored work would look as if somebody had tampered with it
    assertThat(PlanHash.of(request))
        .matches("[0-9a-f]{64}")
        .isEqualTo("3e2dad26d7730b0ef564c72b76863f38ab14d4b1e03ed1410f6d90b52303207d");
  }

  @Test
  void the_order_in_which_arguments_were_written_does_not_matter() {
    var one = new LinkedHashMap<String, String>();
    one.put("a", "1");
    one.put("b", "2");
    var other = new LinkedHashMap<String, String>();
    other.put("b", "2");
    other.put("a", "1");

    assertThat(PlanHash.of(work("n", "", block(job("x", one)))))
        .isEqualTo(PlanHash.of(work("n", "", block(job("x", other)))));
  }

  @Test
  void no_two_different_requests_have_one_hash() {
    var requests =
        Stream.of(
            work("n", "d", block(job("x", Map.of("a", "1")))),
            work("m", "d", block(job("x", Map.of("a", "1")))),
            work("n", "e", block(job("x", Map.of("a", "1")))),
            work("nd", "", block(job("x", Map.of("a", "1")))),
            work("n", "d", block(job("y", Map.of("a", "1")))),
            work("n", "d", block(job("x", Map.of("a", "2")))),
            work("n", "d", block(job("x", Map.of("b", "1")))),
            work("n", "d", block(job("x", Map.of("a1", "")))),
            work("n", "d", block(job("x", Map.of("", "a1")))),
            work("n", "d", block(job("x", Map.of("a", "1", "b", "1")))),
            work("n", "d", block(job("x", Map.of()))),
            work("n", "d", block(new Job("x", "k", Map.of("a", "1")))),
            work("n", "d", block(job("x", Map.of("a", "1")), job("x", Map.of("a", "1")))),
            work("n", "d", block(job("x", Map.of("a", "1"))), block(job("x", Map.of("a", "1")))),
            work("n", "d", block(job("x", Map.of("a", "1"))), block()),
            work("n", "d", new Block("c", 1, 0, List.of(job("x", Map.of("a", "1"))))),
            work("n", "d", new Block("b", 2, 0, List.of(job("x", Map.of("a", "1"))))),
            work("n", "d", new Block("b", 1, 1, List.of(job("x", Map.of("a", "1"))))),
            work("n", "d"));

    assertThat(requests.map(PlanHash::of)).doesNotHaveDuplicates();
  }

  @Test
  void sequences_and_tolerances_are_part_of_the_hash() {
    var x = job("x", Map.of());
    var none = Tolerance.of(0);
    var some = new Tolerance(0, 10, 2, true);
    var blocks = List.of(new Block("b", 1, none, List.of(x), List.of()));
    var requests =
        Stream.of(
            work("n", "d", new Block("b", 1, none, List.of(x), List.of())),
            work("n", "d", new Block("b", 1, none, List.of(x, x), List.of())),
            work(
                "n",
                "d",
                new Block("b", 1, none, List.of(x), List.of(new Sequence("", List.of(x))))),
            work(
                "n",
                "d",
                new Block("b", 1, none, List.of(), List.of(new Sequence("", List.of(x))))),
            work(
                "n",
                "d",
                new Block("b", 1, none, List.of(), List.of(new Sequence("s", List.of(x))))),
            work(
                "n",
                "d",
                new Block("b", 1, none, List.of(), List.of(new Sequence("", List.of(x, x))))),
            work(
                "n",
                "d",
                new Block(
                    "b",
                    1,
                    none,
                    List.of(),
                    List.of(new Sequence("", List.of(x)), new Sequence("", List.of(x))))),
            work("n", "d", new Block("b", 1, some, List.of(x), List.of())),
            work(
                "n", "d", new Block("b", 1, new Tolerance(0, 10, 2, false), List.of(x), List.of())),
            work("n", "d", new Block("b", 1, new Tolerance(0, 10, 3, true), List.of(x), List.of())),
            work("n", "d", new Block("b", 1, new Tolerance(0, 11, 2, true), List.of(x), List.of())),
            new WorkReq("n", "d", blocks, some),
            new WorkReq("n", "d", blocks, none));

    assertThat(requests.map(PlanHash::of)).doesNotHaveDuplicates();
  }

  /// What a block can say besides its jobs, each thing alone and in several ways.
  private static Stream<Block> saying(Job job) {
    var second = Duration.ofSeconds(1);
    var rates =
        Stream.of(new Rate(1, second), new Rate(2, second), new Rate(1, second.plusNanos(1)));
    var ramps =
        Stream.of(
            new Ramp(List.of(Share.count(1)), Duration.ZERO),
            new Ramp(List.of(Share.percent(1)), Duration.ZERO),
            new Ramp(List.of(Share.count(1), Share.count(1)), Duration.ZERO),
            new Ramp(List.of(Share.count(1)), second));
    var turns =
        Stream.of(
            Turn.of(Role.ON_SUCCESS),
            Turn.of(Role.ON_FAILURE),
            Turn.of(Role.ALWAYS),
            turn(Condition.NOTHING_FAILED, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            turn(Condition.SOMETHING_FAILED, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            turn(Condition.ALWAYS, second, Duration.ZERO, Duration.ZERO),
            turn(Condition.ALWAYS, Duration.ZERO, second, Duration.ZERO),
            turn(Condition.ALWAYS, Duration.ZERO, Duration.ZERO, second));
    return Stream.of(
            rates.map(rate -> new Pace(1, rate, Ramp.NONE)),
            ramps.map(ramp -> new Pace(1, Rate.UNLIMITED, ramp)),
            checks(job).stream(),
            turns,
            Stream.of(Tolerance.of(0).with(OnBreach.PAUSE), job))
        .flatMap(said -> said)
        .map(said ->
            new Block(
                "b",
                said instanceof Pace pace ? pace : Pace.of(1),
                said instanceof Tolerance tolerance ? tolerance : Tolerance.of(0),
                List.of(said instanceof Job ? new Job(job.name(), "j", Map.of(), 1) : job),
                List.of(),
                said instanceof Checks checks ? checks : Checks.NONE,
                said instanceof Turn turn ? turn : Turn.DEFAULT));
  }

  private static Turn turn(
      Condition condition, Duration entrance, Duration exit, Duration deadline) {
    return new Turn(Role.FORWARD, condition, entrance, exit, deadline);
  }

  private static List<Checks> checks(Job job) {
    var one = List.of(job);
    var none = List.<Job>of();
    return List.of(
        new Checks(one, none, none, none, Duration.ZERO),
        new Checks(none, one, none, none, Duration.ZERO),
        new Checks(none, none, one, none, Duration.ZERO),
        new Checks(none, none, none, one, Duration.ZERO),
        new Checks(none, none, none, one, Duration.ofSeconds(60)));
  }

  @Test
  void everything_that_a_request_can_say_is_part_of_the_hash() {
    var x = job("x", Map.of());
    var plain = List.of(new Block("b", 1, 0, List.of(x)));
    var requests =
        Stream.of(
                Stream.of(
                    work("n", "d", block(x)),
                    new WorkReq("n", "d", plain, Tolerance.UNSAID.with(OnBreach.PAUSE)),
                    new WorkReq(
                        "n", "d", plain, Tolerance.UNSAID, Checks.NONE, Duration.ofSeconds(1)),
                    labelled(plain, Map.of("team", "storage")),
                    labelled(plain, Map.of("team", "")),
                    labelled(plain, Map.of("team", "storage", "site", "ams1"))),
                checks(x).stream()
                    .map(checks ->
                        new WorkReq("n", "d", plain, Tolerance.UNSAID, checks, Duration.ZERO)),
                saying(x).map(block -> work("n", "d", block)))
            .flatMap(all -> all)
            .toList();

    assertThat(requests).hasSize(33).doesNotHaveDuplicates();
    assertThat(requests.stream().map(PlanHash::of)).doesNotHaveDuplicates();
  }

  private static WorkReq labelled(List<Block> blocks, Map<String, String> labels) {
    return new WorkReq("n", "d", blocks, Tolerance.UNSAID, Checks.NONE, Duration.ZERO, labels);
  }

  @Test
  void the_order_in_which_labels_were_written_does_not_matter_and_their_hash_stays_for_ever() {
    var one = new LinkedHashMap<String, String>();
    one.put("team", "storage");
    one.put("site", "ams1");
    var other = new LinkedHashMap<String, String>();
    other.put("site", "ams1");
    other.put("team", "storage");

    assertThat(PlanHash.of(labelled(List.of(), one)))
        .isEqualTo(PlanHash.of(labelled(List.of(), other)))
        .isEqualTo("9f72e52a7eea4016690cb05122bfd2913b0c46ef140325801aa094e67f37d545");
  }

  @Test
  void random_requests_have_one_hash_only_when_they_are_equal() {
    var requests = LongStream.range(0, 5_000).mapToObj(AnyRequest::of).collect(toSet());

    assertThat(requests.stream().map(PlanHash::of)).doesNotHaveDuplicates();
  }

  @Test
  void what_is_said_as_its_default_is_not_said() {
    var said =
        new WorkReq(
            "Drill",
            "d",
            List.of(
                new Block(
                    "b",
                    new Pace(1, Rate.UNLIMITED, Ramp.NONE),
                    Tolerance.of(0).with(OnBreach.FAIL),
                    List.of(new Job("sleep", "j", Map.of("seconds", "1"), 0)),
                    List.of(),
                    new Checks(List.of(), List.of(), List.of(), List.of(), Duration.ZERO),
                    turn(Condition.ALWAYS, Duration.ZERO, Duration.ZERO, Duration.ZERO))),
            Tolerance.UNSAID,
            Checks.NONE,
            Duration.ZERO,
            Map.of());

    assertThat(PlanHash.of(said)) // as in a_hash_is_64_hexadecimal_digits_and_stays_for_ever
        .isEqualTo("3e2dad26d7730b0ef564c72b76863f38ab14d4b1e03ed1410f6d90b52303207d");
  }

  @Test
  void what_is_said_has_a_hash_that_stays_for_ever_too() {
    var x = List.of(new Job("x", "", Map.of("a", "1"), 2));
    var checks = new Checks(x, x, x, x, Duration.ofSeconds(60));
    var second = Duration.ofSeconds(1);
    var block =
        new Block(
            "b",
            new Pace(
                3,
                new Rate(2, second),
                new Ramp(List.of(Share.count(1), Share.percent(25)), second)),
            new Tolerance(1, 10, 2, true, OnBreach.PAUSE),
            x,
            List.of(new Sequence("s", x)),
            checks,
            new Turn(Role.FORWARD, Condition.SOMETHING_FAILED, second, second, second));
    var last =
        new Block(
            "c", Pace.of(1), Tolerance.of(0), x, List.of(), Checks.NONE, Turn.of(Role.ALWAYS));
    var tolerance = Tolerance.of(1).with(OnBreach.PAUSE);

    assertThat(PlanHash.of(new WorkReq("n", "d", List.of(block, last), tolerance, checks, second)))
        .isEqualTo("2425c9f031b2b0944c3fdb902b41f89fb706067dfb8097fcab9fa4f7dc4343ab");
  }

  @Test
  void moving_a_job_to_another_block_or_place_changes_the_hash() {
    var x = job("x", Map.of());
    var y = job("y", Map.of());

    assertThat(
            Stream.of(
                    work("n", "", block(x, y), block(x)),
                    work("n", "", block(y, x), block(x)),
                    work("n", "", block(x), block(y, x)),
                    work("n", "", block(x, y, x)))
                .map(PlanHash::of))
        .doesNotHaveDuplicates();
  }
}
