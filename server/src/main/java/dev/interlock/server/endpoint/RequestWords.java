package dev.interlock.server.endpoint;

import dev.interlock.api.v1.Condition;
import dev.interlock.api.v1.OnBreach;
import dev.interlock.api.v1.Role;
import dev.interlock.plugin.Violation;
import java.util.List;

/// The constants of a request on the wire, and as the engine takes them. What is not said has its
/// default.
final class RequestWords {
  private RequestWords() {}

  /// Refuses a constant that this server does not know.
  static void known(String path, Enum<?> constant, List<Violation> problems) {
    if (constant.name().equals("UNRECOGNIZED")) {
      problems.add(
          new Violation(
              path,
              "has a value that this server does not know; it is older than the client, or the client speaks another protocol"));
    }
  }

  static dev.interlock.plugin.OnBreach of(OnBreach onBreach) {
    return switch (onBreach) {
      case ON_BREACH_UNSPECIFIED, ON_BREACH_FAIL -> dev.interlock.plugin.OnBreach.FAIL;
      case ON_BREACH_PAUSE -> dev.interlock.plugin.OnBreach.PAUSE;
      case UNRECOGNIZED -> throw unchecked(onBreach);
    };
  }

  static OnBreach of(dev.interlock.plugin.OnBreach onBreach) {
    return switch (onBreach) {
      case FAIL -> OnBreach.ON_BREACH_FAIL;
      case PAUSE -> OnBreach.ON_BREACH_PAUSE;
    };
  }

  static dev.interlock.plugin.Role of(Role role) {
    return switch (role) {
      case ROLE_UNSPECIFIED, ROLE_FORWARD -> dev.interlock.plugin.Role.FORWARD;
      case ROLE_ON_SUCCESS -> dev.interlock.plugin.Role.ON_SUCCESS;
      case ROLE_ON_FAILURE -> dev.interlock.plugin.Role.ON_FAILURE;
      case ROLE_ALWAYS -> dev.interlock.plugin.Role.ALWAYS;
      case UNRECOGNIZED -> throw unchecked(role);
    };
  }

  static Role of(dev.interlock.plugin.Role role) {
    return switch (role) {
      case FORWARD -> Role.ROLE_FORWARD;
      case ON_SUCCESS -> Role.ROLE_ON_SUCCESS;
      case ON_FAILURE -> Role.ROLE_ON_FAILURE;
      case ALWAYS -> Role.ROLE_ALWAYS;
    };
  }

  static dev.interlock.plugin.Condition of(Condition condition) {
    return switch (condition) {
      case CONDITION_UNSPECIFIED, CONDITION_ALWAYS -> dev.interlock.plugin.Condition.ALWAYS;
      case CONDITION_NOTHING_FAILED -> dev.interlock.plugin.Condition.NOTHING_FAILED;
      case CONDITION_SOMETHING_FAILED -> dev.interlock.plugin.Condition.SOMETHING_FAILED;
      case UNRECOGNIZED -> throw unchecked(condition);
    };
  }

  static Condition of(dev.interlock.plugin.Condition condition) {
    return switch (condition) {
      case ALWAYS -> Condition.CONDITION_ALWAYS;
      case NOTHING_FAILED -> Condition.CONDITION_NOTHING_FAILED;
      case SOMETHING_FAILED -> Condition.CONDITION_SOMETHING_FAILED;
    };
  }

  private static IllegalStateException unchecked(Enum<?> constant) {
    return new IllegalStateException("bug: %s was not refused".formatted(constant));
  }
}
