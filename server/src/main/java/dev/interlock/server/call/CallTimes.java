package dev.interlock.server.call;

import io.grpc.Status;

/// Hears of every answered call. Any thread; must be quick.
@FunctionalInterface
public interface CallTimes {
  /// A call was answered.
  ///
  /// @param call its full name, for instance `interlock.v1.WorkService/Submit`
  void took(String call, Status.Code code, long nanos);
}
