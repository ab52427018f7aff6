package dev.interlock.engine.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Sequence;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.WorkReq;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
