package dev.interlock.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApprovalsTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void two_policies_together_ask_for_the_stricter_of_each() {
    var many = new Approvals(3, DAY);
    var brief = new Approvals(1, Duration.ofMinutes(5));
    var both = new Approvals(3, Duration.ofMinutes(5));

    assertThat(many.and(brief)).isEqualTo(both);
    assertThat(brief.and(many)).isEqualTo(both);
    assertThat(many.and(Approvals.NONE)).isEqualTo(many);
    assertThat(Approvals.NONE.and(many)).isEqualTo(many);
    assertThat(Approvals.NONE.and(Approvals.NONE).areAskedFor()).isFalse();
  }

  @Test
  void what_nobody_can_mean_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(-1, DAY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(11, DAY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(1, Duration.ofDays(8)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(1, DAY.negated()));
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(1, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new Approvals(0, DAY));
  }
}
