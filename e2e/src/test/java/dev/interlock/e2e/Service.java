package dev.interlock.e2e;

import dev.interlock.api.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.interlock.api.v1.EmergencyStopServiceGrpc.EmergencyStopServiceBlockingStub;
import dev.interlock.api.v1.WorkServiceGrpc.WorkServiceBlockingStub;

/// Who answers calls: one server, or any of several. Any thread.
interface Service {

  WorkServiceBlockingStub works();

  EmergencyStopServiceBlockingStub stops();

  AuditServiceBlockingStub audit();

  /// What was said to one server is seen by who looks so often at any, with a moment between looks.
  int looksUntilSettled();
}
