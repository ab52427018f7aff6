package dev.interlock.server.call;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;

/// Who makes the call that a request brings. Whoever serves it finds that out before anything else,
/// and says it here.
public final class Callers {
  private static final AttributeKey<KnownCaller> CALLER =
      AttributeKey.valueOf(Callers.class, "CALLER");

  private Callers() {}

  /// Who it is.
  ///
  /// @throws IllegalStateException when nobody has found it out: nothing is done then
  public static KnownCaller of(ServiceRequestContext context) {
    var caller = context.attr(CALLER);
    if (caller == null) {
      throw new IllegalStateException("bug: nobody asked who calls " + context.path());
    }
    return caller;
  }

  /// Says who it is.
  public static void is(ServiceRequestContext context, KnownCaller caller) {
    context.setAttr(CALLER, caller);
  }
}
