package dev.interlock.builtin.policy;

import dev.interlock.plugin.Approvals;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;

/// People must approve a work before it may run, none of them whoever submitted it. Refuses no
/// request.
public final class RequireApprovals implements Policy<RequireApprovals.Settings> {

  /// How many, and for how long.
  ///
  /// @param people how many: 1 to 10
  /// @param validForMinutes how long each one's approval counts: 1 to 10,080, which is a week
  public record Settings(int people, int validForMinutes) {
    private static final long MINUTES_MAX = Approvals.VALID_MAX.toMinutes();

    public Settings {
      if (people < 1 || people > Approvals.PEOPLE_MAX) {
        throw new IllegalArgumentException(
            "People is %d; it must be 1 to %d".formatted(people, Approvals.PEOPLE_MAX));
      }
      if (validForMinutes < 1 || validForMinutes > MINUTES_MAX) {
        throw new IllegalArgumentException(
            "ValidForMinutes is %d; it must be 1 to %d".formatted(validForMinutes, MINUTES_MAX));
      }
    }
  }

  @Override
  public String name() {
    return "requireApprovals";
  }

  @Override
  public String purpose() {
    return "Has so many people approve a work before it may run.";
  }

  @Override
  public Class<Settings> settingsType() {
    return Settings.class;
  }

  @Override
  public List<Violation> judge(WorkReq request, Settings settings) {
    return List.of();
  }

  @Override
  public Approvals approvals(WorkReq request, Settings settings) {
    return new Approvals(settings.people(), Duration.ofMinutes(settings.validForMinutes()));
  }
}
