package dev.interlock.store.blob;

import dev.interlock.plugin.Condition;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Role;
import dev.interlock.store.proto.Request;

/// The numbers under which the store keeps the constants of a request: those of `request.proto`,
/// which never change. What a request need not say has the number 0, which takes no bytes.
final class RequestCodes {
  private RequestCodes() {}

  static Request.OnBreach code(OnBreach onBreach) {
    return switch (onBreach) {
      case FAIL -> Request.OnBreach.ON_BREACH_UNSPECIFIED;
      case PAUSE -> Request.OnBreach.ON_BREACH_PAUSE;
    };
  }

  static OnBreach onBreach(Request.OnBreach code) {
    return switch (code) {
      case ON_BREACH_UNSPECIFIED, ON_BREACH_FAIL -> OnBreach.FAIL;
      case ON_BREACH_PAUSE -> OnBreach.PAUSE;
      case UNRECOGNIZED -> throw Codes.unknown("consequence of too many failures", code);
    };
  }

  static Request.Role code(Role role) {
    return switch (role) {
      case FORWARD -> Request.Role.ROLE_UNSPECIFIED;
      case ON_SUCCESS -> Request.Role.ROLE_ON_SUCCESS;
      case ON_FAILURE -> Request.Role.ROLE_ON_FAILURE;
      case ALWAYS -> Request.Role.ROLE_ALWAYS;
    };
  }

  static Role role(Request.Role code) {
    return switch (code) {
      case ROLE_UNSPECIFIED, ROLE_FORWARD -> Role.FORWARD;
      case ROLE_ON_SUCCESS -> Role.ON_SUCCESS;
      case ROLE_ON_FAILURE -> Role.ON_FAILURE;
      case ROLE_ALWAYS -> Role.ALWAYS;
      case UNRECOGNIZED -> throw Codes.unknown("role of a block", code);
    };
  }

  static Request.Condition code(Condition condition) {
    return switch (condition) {
      case ALWAYS -> Request.Condition.CONDITION_UNSPECIFIED;
      case NOTHING_FAILED -> Request.Condition.CONDITION_NOTHING_FAILED;
      case SOMETHING_FAILED -> Request.Condition.CONDITION_SOMETHING_FAILED;
    };
  }

  static Condition condition(Request.Condition code) {
    return switch (code) {
      case CONDITION_UNSPECIFIED, CONDITION_ALWAYS -> Condition.ALWAYS;
      case CONDITION_NOTHING_FAILED -> Condition.NOTHING_FAILED;
      case CONDITION_SOMETHING_FAILED -> Condition.SOMETHING_FAILED;
      case UNRECOGNIZED -> throw Codes.unknown("condition of a block", code);
    };
  }
}
