package dev.interlock.server.call;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import dev.interlock.api.v1.Access;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Optional;

/// What the .proto file says that whoever makes a call must be allowed: the option
/// `interlock.v1.right`. And whether it changes anything: not when its `idempotency_level` is
/// `NO_SIDE_EFFECTS`.
///
/// @param right empty when it is enough to be known
public record DeclaredRight(Optional<Right> right, boolean changes) {

  /// Reads the option of a method.
  ///
  /// @throws IllegalStateException when it has none: such a call must not be served
  static DeclaredRight of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      throw undeclared(method);
    }
    var options = schema.getMethodDescriptor().getOptions();
    boolean changes = options.getIdempotencyLevel() != IdempotencyLevel.NO_SIDE_EFFECTS;
    return new DeclaredRight(right(options.getExtension(Access.right), method), changes);
  }

  private static Optional<Right> right(
      dev.interlock.api.v1.Right declared, MethodDescriptor<?, ?> method) {
    return switch (declared) {
      case RIGHT_SIGNED_IN -> Optional.empty();
      case RIGHT_VIEW -> Optional.of(Right.VIEW);
      case RIGHT_SUBMIT -> Optional.of(Right.SUBMIT);
      case RIGHT_EXECUTE -> Optional.of(Right.EXECUTE);
      case RIGHT_OPERATE -> Optional.of(Right.OPERATE);
      case RIGHT_STOP -> Optional.of(Right.STOP);
      case RIGHT_RELEASE -> Optional.of(Right.RELEASE);
      case RIGHT_ADMINISTER -> Optional.of(Right.ADMINISTER);
      case RIGHT_APPROVE -> Optional.of(Right.APPROVE);
      case RIGHT_AUDIT -> Optional.of(Right.AUDIT);
      case RIGHT_GOVERN -> Optional.of(Right.GOVERN);
      case RIGHT_UNSPECIFIED, UNRECOGNIZED -> throw undeclared(method);
    };
  }

  private static IllegalStateException undeclared(MethodDescriptor<?, ?> method) {
    return new IllegalStateException(
        "bug: %s does not say which right it demands".formatted(method.getFullMethodName()));
  }

  /// Whether an answer may go out: not when the right was forgotten.
  boolean wasDemandedOf(Asker asker) {
    return right.isEmpty() || asker.wasDemanded(right.get());
  }
}
