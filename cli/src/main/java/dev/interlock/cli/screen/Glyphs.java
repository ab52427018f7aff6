package dev.interlock.cli.screen;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The signs that pictures are drawn with.
///
/// @param full of a bar, the part that is done
/// @param empty of a bar, the part that is not
/// @param more stands for what is left out
public record Glyphs(
    String full,
    String empty,
    String done,
    String running,
    String waiting,
    String bad,
    String more) {
  static final Glyphs UNICODE = new Glyphs("█", "░", "✔", "▶", "·", "✘", "…");
  static final Glyphs ASCII = new Glyphs("#", ".", "+", ">", "-", "x", "...");

  /// Those that can be written in `charset`.
  public static Glyphs of(Charset charset) {
    return charset.equals(StandardCharsets.UTF_8) ? UNICODE : ASCII;
  }

  String bar(int done, int of, int width) {
    int filled = of == 0 ? 0 : (int) ((long) done * width / of);
    return full.repeat(filled) + empty.repeat(width - filled);
  }
}
