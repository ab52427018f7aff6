package dev.interlock.engine.access;

/// What somebody can be allowed to do with works of a name. Every call of the API demands one.
public enum Right {
  /// To see works, and that they exist.
  VIEW,
  /// To have requests judged and stored, also those that are made of other works.
  SUBMIT,
  /// To have a submitted work run.
  EXECUTE,
  /// To do to works what operators do: pause, resume, stop, cancel, kill, skip, resolve, limit.
  OPERATE,
  /// To say of submitted works that they may run, or that they are not to.
  APPROVE,
  /// To pull the emergency stop.
  STOP,
  /// To take the emergency stop back.
  RELEASE,
  /// To take servers out.
  ADMINISTER,
  /// To see who decided what.
  AUDIT,
  /// To have policy files judged before they are in force.
  GOVERN
}
