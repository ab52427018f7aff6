package dev.interlock.server.files;

import java.nio.ByteBuffer;
import java.util.Objects;

/// `make fuzz`: the rights file. Whatever it holds is in force or bad.
public final class RightsFuzz {
  private RightsFuzz() {}

  /// One input.
  public static void fuzzerTestOneInput(byte[] data) {
    Objects.requireNonNull(RightsEntries.read(ByteBuffer.wrap(data)));
  }
}
