package dev.interlock.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.work.Plans;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Default deny.
class PolicyJudgeTest {
  private static final Configured NOWHERE = new Configured("", "", List.of());
  private static final WorkReq REQUEST = Plans.work(Plans.block("job"));

  private record NoSettings() {}

  private record Scripted(
      String name, Function<WorkReq, List<Violation>> script, Supplier<Approvals> asks)
      implements Policy<NoSettings> {
    Scripted(String name, Function<WorkReq, List<Violation>> script) {
      this(name, script, () -> Approvals.NONE);
    }

    @Override
    public Approvals approvals(WorkReq request, NoSettings settings) {
      return asks.get();
    }

    @Override
    public String purpose() {
      return "does what a test says";
    }

    @Override
    public Class<NoSettings> settingsType() {
      return NoSettings.class;
    }

    @Override
    public List<Violation> judge(WorkReq request, NoSettings settings) {
      return script.apply(request);
    }
  }

  private static PolicyBook book(Scripted... policies) {
    List<BoundPolicy<?>> bound =
        Stream.of(policies)
            .<BoundPolicy<?>>map(policy -> new BoundPolicy<>(policy, new NoSettings(), NOWHERE))
            .toList();
    return new PolicyBook(Map.of(Plans.NAME, bound), "v1");
  }

  private static final Scripted ALLOWS = new Scripted("allows", _ -> List.of());

  @Test
  void a_request_that_every_policy_allows_is_allowed() throws Exception {
    assertThat(PolicyJudge.judge(REQUEST, book(ALLOWS, ALLOWS)).violations()).isEmpty();
  }

  @Test
  void a_name_without_policies_is_refused() throws Exception {
    for (var book : List.of(new PolicyBook(Map.of(), "v0"), book())) {
      assertThat(PolicyJudge.judge(REQUEST, book).violations())
          .extracting(Violation::path)
          .containsExactly("name");
    }
  }

  @Test
  void every_violation_of_every_policy_is_reported_with_its_policy() throws Exception {
    var one =
        new Scripted(
            "one",
            _ -> List.of(new Violation("blocks[0]", "no"), new Violation("blocks[1]", "no")));
    var two = new Scripted("two", _ -> List.of(new Violation("name", "never")));

    assertThat(PolicyJudge.judge(REQUEST, book(one, ALLOWS, two)).violations())
        .extracting(Violation::toString)
        .containsExactly(
            "blocks[0]: policy one: no", "blocks[1]: policy one: no", "name: policy two: never");
  }

  private static Scripted asking(Supplier<Approvals> approvals) {
    return new Scripted("asking", _ -> List.of(), approvals);
  }

  @Test
  void the_most_people_and_the_shortest_time_that_any_policy_asks_for_count() throws Exception {
    var two = asking(() -> new Approvals(2, Duration.ofHours(4)));
    var one = asking(() -> new Approvals(1, Duration.ofHours(1)));

    for (var book : List.of(book(two, one, ALLOWS), book(ALLOWS, one, two))) {
      assertThat(PolicyJudge.judge(REQUEST, book))
          .isEqualTo(new Judgement(List.of(), new Approvals(2, Duration.ofHours(1))));
    }
    assertThat(PolicyJudge.judge(REQUEST, book(ALLOWS)).approvals()).isEqualTo(Approvals.NONE);
  }

  @Test
  void a_policy_that_cannot_say_who_must_approve_refuses() throws Exception {
    var broken = asking(() -> new Approvals(-1, Duration.ZERO));

    assertThat(PolicyJudge.judge(REQUEST, book(broken)).violations())
        .extracting(Violation::message)
        .singleElement()
        .asString()
        .startsWith("policy asking failed, which refuses");
  }

  @Test
  void a_policy_that_throws_anything_refuses_and_the_others_are_still_heard() throws Exception {
    var two = new Scripted("two", _ -> List.of(new Violation("name", "never")));
    for (var throwing :
        List.of(
            new Scripted(
                "broken",
                _ -> {
                  throw new IllegalStateException("no settings");
                }),
            new Scripted(
                "broken",
                _ -> {
                  throw new StackOverflowError();
                }))) {
      assertThat(PolicyJudge.judge(REQUEST, book(throwing, two)).violations())
          .extracting(Violation::message)
          .satisfiesExactly(
              broken -> assertThat(broken).startsWith("policy broken failed, which refuses"),
              never -> assertThat(never).isEqualTo("policy two: never"));
    }
  }

  @Test
  void a_policy_whose_classes_are_missing_refuses() throws Exception {
    var broken =
        new Scripted(
            "broken",
            _ -> {
              throw new NoClassDefFoundError("com/example/Gone");
            });

    assertThat(PolicyJudge.judge(REQUEST, book(ALLOWS, broken)).violations())
        .singleElement()
        .extracting(Violation::message)
        .asString()
        .contains("policy broken failed, which refuses", "Gone");
  }

  @Test
  void a_policy_that_comes_to_no_verdict_in_time_refuses_is_named_and_interrupted()
      throws Exception {
    var ends = new ConcurrentLinkedQueue<String>();
    var ended = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var slow =
        new Scripted(
            "slow",
            _ -> {
              try {
                never.await();
              } catch (InterruptedException _) {
                ends.add("interrupted");
              }
              ended.countDown();
              return List.of();
            });

    assertThat(PolicyJudge.judge(REQUEST, book(slow)).violations())
        .singleElement()
        .extracting(Violation::message)
        .isEqualTo("policy slow came to no verdict within 2 s, which refuses");
    ended.await();
    assertThat(ends).containsExactly("interrupted");
  }

  @Test
  void who_is_interrupted_while_a_policy_judges_gets_no_verdict_and_leaves_nothing_behind()
      throws Exception {
    var judging = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var slow =
        new Scripted(
            "slow",
            _ -> {
              judging.countDown();
              try {
                never.await();
              } catch (InterruptedException _) {
                ended.countDown();
              }
              return List.of();
            });
    var asker = Thread.currentThread();
    var interrupter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                judging.await();
                asker.interrupt();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThatThrownBy(() -> PolicyJudge.judge(REQUEST, book(slow)))
        .isInstanceOf(InterruptedException.class);

    interrupter.join();
    ended.await();
  }
}
