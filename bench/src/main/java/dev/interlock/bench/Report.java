package dev.interlock.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The table, and the same figures as JSON.
final class Report {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> json = new LinkedHashMap<>();

  void ratio(String name, String unit, double rate, String floorUnit, double floor, double target) {
    double ratio = rate / floor;
    lines.add(
        String.format(
            Locale.ROOT,
            "%-8s %,9.0f %-8s floor %,9.0f %-10s ratio %.2f (target %.1f)",
            name,
            rate,
            unit,
            floor,
            floorUnit,
            ratio,
            target));
    json.put(
        name.replace(' ', '_'),
        String.format(
            Locale.ROOT, "{\"rate\": %.1f, \"floor\": %.1f, \"ratio\": %.3f}", rate, floor, ratio));
  }

  void small(String name, double rate, double p50, double p99) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-8s %,9.0f %-8s p50 %.1f ms, p99 %.1f ms (target 3,000 works/s, p50 15 ms)",
            name,
            rate,
            "works/s",
            p50,
            p99));
    json.put(
        name.replace(' ', '_'),
        String.format(
            Locale.ROOT, "{\"rate\": %.1f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}", rate, p50, p99));
  }

  void fold(Fold fold) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%-8s %,9.0f ms to fold %,d jobs (target 1,000 ms); %.0f bytes a job, and %.0f for its"
                + " request (target 200)",
            "fold",
            fold.millis(),
            fold.jobs(),
            fold.machineBytesAJob(),
            fold.requestBytesAJob()));
    json.put(
        "fold",
        String.format(
            Locale.ROOT,
            "{\"jobs\": %d, \"ms\": %.1f, \"bytes_a_job\": %.1f, \"request_bytes_a_job\": %.1f}",
            fold.jobs(),
            fold.millis(),
            fold.machineBytesAJob(),
            fold.requestBytesAJob()));
  }

  void number(String name, double value) {
    lines.add(String.format(Locale.ROOT, "%s %,.2f", name, value));
    json.put(name, String.format(Locale.ROOT, "%.2f", value));
  }

  void print(PrintStream out) {
    lines.forEach(out::println);
  }

  void writeJson(Path file) throws IOException {
    var fields = new ArrayList<String>();
    json.forEach((name, value) -> fields.add("  \"%s\": %s".formatted(name, value)));
    Files.writeString(file, "{\n" + String.join(",\n", fields) + "\n}\n");
  }
}
