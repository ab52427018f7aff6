package dev.interlock.cli.screen;

import dev.interlock.client.WorkView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Shows a work line by line, each with its time: for files, pipes and terminals that cannot do
/// more.
public final class LineScreen implements WorkScreen {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Consumer<String> out;
  private final Consumer<String> notices;
  private @Nullable WorkView before;

  /// @param out gets the lines about the work
  /// @param notices gets what is to be told of the connection
  public LineScreen(Consumer<String> out, Consumer<String> notices) {
    this.out = out;
    this.notices = notices;
  }

  @Override
  public void show(WorkView view, Instant at) {
    var known = before;
    before = view;
    var time = TIME.format(at) + "  ";
    if (known != null) {
      WorkLines.between(known, view, at).forEach(line -> out.accept(time + line));
      return;
    }
    out.accept(time + WorkLines.first(view));
    view.failed().forEach(job -> out.accept(time + WorkLines.trouble(job)));
    if (view.hasEnded()) {
      out.accept(time + WorkLines.last(view, at));
    }
  }

  @Override
  public void lost(String why) {
    notices.accept(PlainText.of(why) + "; trying again");
  }

  @Override
  public void close() {}
}
