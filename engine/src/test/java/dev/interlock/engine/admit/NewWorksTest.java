package dev.interlock.engine.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.journal.WorkSummary;
import dev.interlock.engine.time.ManualClock;
import dev.interlock.engine.work.Plans;
import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.WorkReq;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is kept between Submit and Exec.
class NewWorksTest {
  private final NewWorks works = new NewWorks();

  private static WorkId id(long number) {
    return new WorkId(new UUID(7, number));
  }

  private void add(long number, WorkReq request) {
    var origin =
        new WorkRecord.Origin(
            request.name(),
            "",
            request.jobCount(),
            "",
            request.labels(),
            new WorkRecord.Submission("ann", ManualClock.NOON),
            ManualClock.NOON);
    works.add(
        new NewWorks.NewWork(
            new WorkRecord(id(number), origin, 0, 1, WorkSummary.notStarted(origin.expiresAt())),
            request));
  }

  private static WorkReq withText(int chars) {
    return Plans.work(new Block("", 1, 0, List.of(Plans.job("job", "tag", "x".repeat(chars)))));
  }

  @Test
  void a_work_is_given_away_once() {
    add(1, withText(1));

    assertThat(works.take(id(1))).isPresent();
    assertThat(works.take(id(1))).isEmpty();
    assertThat(works.take(id(2))).isEmpty();
  }

  @Test
  void the_oldest_are_forgotten_when_all_together_are_too_large() {
    for (int i = 0; i < 40; i++) {
      add(i, withText(1_000_000));
    }

    assertThat(works.take(id(0))).isEmpty();
    assertThat(works.take(id(8))).isEmpty();
    assertThat(works.take(id(9))).isPresent();
    assertThat(works.take(id(39))).isPresent();
  }

  @Test
  void what_was_given_away_makes_room() {
    for (int i = 0; i < 1_000; i++) {
      add(i, withText(1_000_000));
      assertThat(works.take(id(i))).isPresent();
    }
    add(1, withText(1));
    add(2, withText(30_000_000));

    assertThat(works.take(id(1))).isPresent();
  }

  @Test
  void a_work_too_large_for_itself_is_not_kept() {
    add(1, withText(33_000_000));

    assertThat(works.take(id(1))).isEmpty();
  }
}
