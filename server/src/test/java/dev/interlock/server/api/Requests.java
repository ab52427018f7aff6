package dev.interlock.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.interlock.api.v1.Block;
import dev.interlock.api.v1.ExecReq;
import dev.interlock.api.v1.Job;
import dev.interlock.api.v1.StatusReq;
import dev.interlock.api.v1.StatusView;
import dev.interlock.api.v1.WorkReq;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Requests that tests make, and what they read of refusals.
final class Requests {
  private Requests() {}

  static Job sleep(int seconds) {
    return Job.newBuilder().setName("sleep").putArgs("seconds", Integer.toString(seconds)).build();
  }

  /// A work named `Nap` with one block of these jobs, one at a time.
  static WorkReq nap(Job... jobs) {
    return WorkReq.newBuilder()
        .setName("Nap")
        .setDesc("a nap")
        .addBlocks(
            Block.newBuilder().setDesc("only block").setRateLimit(1).addAllJobs(List.of(jobs)))
        .build();
  }

  static ExecReq exec(String id) {
    return ExecReq.newBuilder().setId(id).build();
  }

  static StatusReq whole(String id) {
    return StatusReq.newBuilder().setId(id).setView(StatusView.STATUS_VIEW_FULL).build();
  }

  /// Asks to wait for the end.
  static StatusReq atEnd(String id) {
    var request = whole(id).toBuilder();
    request.getWaitUntilEndedBuilder().setSeconds(60);
    return request.build();
  }

  /// `path: message` for each field violation of a refusal.
  static List<String> violations(StatusRuntimeException refusal) {
    var found = new ArrayList<String>();
    details(refusal, BadRequest.class)
        .forEach(bad ->
            bad.getFieldViolationsList()
                .forEach(one -> found.add(one.getField() + ": " + one.getDescription())));
    return found;
  }

  /// What a call is refused with.
  static StatusRuntimeException refusalOf(ThrowingCallable call) {
    var refused = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refused).as("a refusal").isNotNull();
    return refused;
  }

  static String reason(StatusRuntimeException refusal) {
    return details(refusal, ErrorInfo.class).getFirst().getReason();
  }

  static <T extends com.google.protobuf.Message> List<T> details(
      StatusRuntimeException refusal, Class<T> type) {
    var status = StatusProto.fromThrowable(refusal);
    var found = new ArrayList<T>();
    if (status != null) {
      for (var detail : status.getDetailsList()) {
        if (detail.is(type)) {
          try {
            found.add(detail.unpack(type));
          } catch (IOException broken) {
            throw new IllegalStateException("the server sent a detail that cannot be read", broken);
          }
        }
      }
    }
    return found;
  }
}
