/// The calls as gRPC services.
///
/// Start at [GrpcServices].
@NullMarked
package dev.interlock.server.grpc;

import org.jspecify.annotations.NullMarked;
