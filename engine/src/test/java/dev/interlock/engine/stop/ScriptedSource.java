package dev.interlock.engine.stop;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A stop source that says what a test wants, in the place of the file. Any thread.
public final class ScriptedSource implements StopSource {
  private final AtomicInteger readings = new AtomicInteger();
  private volatile Supplier<Reading> says;

  public ScriptedSource(Reading first) {
    this.says = () -> first;
  }

  /// A file that lets these names run.
  public static ScriptedSource letting(String... names) {
    return new ScriptedSource(go(names));
  }

  public static Reading go(String... names) {
    return new Reading.Good(Stream.of(names).map(name -> entry(name, "go")).toList(), 0);
  }

  public static Reading stop(String name) {
    return new Reading.Good(List.of(entry(name, "stop")), 0);
  }

  public static Entry entry(String name, String status) {
    return new Entry(name, status, "a drill", "", Optional.empty());
  }

  public void says(Reading reading) {
    says = () -> reading;
  }

  /// May wait or throw.
  public void answersWith(Supplier<Reading> answer) {
    says = answer;
  }

  public int readings() {
    return readings.get();
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Silence silence() {
    return Silence.MEANS_STOP;
  }

  @Override
  public Reading read() {
    try {
      return says.get();
    } finally {
      readings.incrementAndGet();
    }
  }
}
