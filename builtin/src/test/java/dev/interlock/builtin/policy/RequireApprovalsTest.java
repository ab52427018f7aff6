package dev.interlock.builtin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.interlock.builtin.policy.RequireApprovals.Settings;
import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.WorkReq;
import dev.interlock.plugin.contract.PolicyContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequireApprovalsTest extends PolicyContract<Settings> {

  @Override
  protected Policy<Settings> policy() {
    return new RequireApprovals();
  }

  @Override
  protected Settings settings() {
    return new Settings(2, 240);
  }

  @Override
  protected Catalogue catalogue() {
    return Erasure.CATALOGUE;
  }

  @Override
  protected WorkReq good() {
    return Erasure.good();
  }

  @Test
  void asks_for_what_its_settings_say() {
    assertThat(policy().approvals(good(), settings()))
        .isEqualTo(new Approvals(2, Duration.ofHours(4)));
    assertThat(policy().approvals(good(), new Settings(10, 7 * 24 * 60)))
        .isEqualTo(new Approvals(10, Duration.ofDays(7)));
  }

  @Test
  void settings_say_their_limits() {
    for (int people : new int[] {0, -1, 11}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Settings(people, 1))
          .withMessage("People is %d; it must be 1 to 10", people);
    }
    for (int minutes : new int[] {0, -1, 10_081}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Settings(1, minutes))
          .withMessage("ValidForMinutes is %d; it must be 1 to 10080", minutes);
    }
  }
}
