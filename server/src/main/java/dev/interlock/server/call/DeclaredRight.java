package dev.interlock.server.call;

import dev.interlock.api.v1.Access;
import dev.interlock.engine.access.Asker;
import dev.interlock.engine.access.Right;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Optional;

/// What the .proto file says that whoever makes a call must be allowed: the option
/// `interlock.v1.right`.
///
/// @param right empty when it is enough to be known
public record DeclaredRight(Optional<Right> right) {

  /// Reads the option of a method.
  ///
  /// @throws IllegalStateException when it has none: such a call must not be served
  static DeclaredRight of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      throw undeclared(method);
    }
    var options = schema.getMethodDescriptor().getOptions();
    return switch (options.getExtension(Access.right)) {
      case RIGHT_SIGNED_IN -> new DeclaredRight(Optional.empty());
      case RIGHT_VIEW -> of(Right.VIEW);
      case RIGHT_SUBMIT -> of(Right.SUBMIT);
      case RIGHT_EXECUTE -> of(Right.EXECUTE);
      case RIGHT_OPERATE -> of(Right.OPERATE);
      case RIGHT_STOP -> of(Right.STOP);
      case RIGHT_RELEASE -> of(Right.RELEASE);
      case RIGHT_ADMINISTER -> of(Right.ADMINISTER);
      case RIGHT_UNSPECIFIED, UNRECOGNIZED -> throw undeclared(method);
    };
  }

  private static DeclaredRight of(Right right) {
    return new DeclaredRight(Optional.of(right));
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
