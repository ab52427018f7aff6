package dev.interlock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final int SCHEDULES = 2_000;

  @Test
  void every_schedule_keeps_every_invariant_and_is_the_same_twice() {
    var campaign = new Campaign(1);

    campaign.run(SCHEDULES);

    assertThat(campaign.failure().map(failure -> Report.of(failure, EnumSet.noneOf(Fault.class))))
        .isEmpty();
    assertThat(campaign.schedules()).isEqualTo(SCHEDULES);
    assertThat(campaign.whatNeverHappened()).isEmpty();
  }

  @Test
  void the_same_seed_gives_the_same_hash_and_the_same_trace() {
    for (long seed = 0; seed < 20; seed++) {
      var first = new Schedule(seed, EnumSet.noneOf(Fault.class), true).run();
      var second = new Schedule(seed, EnumSet.noneOf(Fault.class), true).run();

      assertThat(second.hash()).isEqualTo(first.hash()).isEqualTo(Schedule.of(seed).run().hash());
      assertThat(second.trace()).isEqualTo(first.trace());
    }
  }

  @Test
  void another_seed_gives_another_schedule() {
    assertThat(Schedule.of(1).run().hash()).isNotEqualTo(Schedule.of(2).run().hash());
  }

  @Test
  void a_schedule_may_leave_faults_out() {
    var none = EnumSet.allOf(Fault.class);

    assertThat(new Schedule(3, none, true).faults()).isEmpty();
    assertThat(new Schedule(3, none, true).run().invariant()).isEmpty();
  }
}
