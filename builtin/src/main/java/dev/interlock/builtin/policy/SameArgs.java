package dev.interlock.builtin.policy;

import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Policy;
import dev.interlock.plugin.Violation;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The jobs of the listed types must have the same value for the listed arguments, over the whole
/// request: all machines of one site, say.
///
/// - An argument name that is listed for several job types has one value over all of them:
///   `{"diskErase": ["site"], "validateDecom": ["site"]}` refuses to check one site and erase
///   another. To compare each type only with itself, list the policy once for each.
/// - A job that lacks a listed argument is a violation, whatever default its job type has.
/// - A listed job type that does not occur is a violation too. Otherwise leaving out the job that
///   disagrees, the check of the right site for instance, would be a way to pass. It occurs only in
///   a block that runs in every work that completes ([dev.interlock.plugin.Block#isCertain]): to
///   put it where it is passed over is to leave it out.
/// - Jobs of every block and of every check are compared; a check is no occurrence.
///
/// Hence nothing passes for lack of something to compare. What can turn a refusal into a pass is to
/// remove one of several jobs of a type so that those that are left agree: then they do agree.
public final class SameArgs implements Policy<SameArgs.Settings> {

  /// What to compare.
  ///
  /// @param jobs the names of arguments for each job type, letter case counts
  public record Settings(Map<String, List<String>> jobs) {
    public Settings {
      var copy = new HashMap<String, List<String>>();
      jobs.forEach((name, args) -> copy.put(name, List.copyOf(args)));
      jobs = Map.copyOf(copy);
    }
  }

  @Override
  public String name() {
    return "sameArgs";
  }

  @Override
  public String purpose() {
    return "Demands one value for an argument over all jobs of the listed types.";
  }

  @Override
  public Class<Settings> settingsType() {
    return Settings.class;
  }

  @Override
  public List<Violation> lint(Settings settings, Catalogue catalogue) {
    if (settings.jobs().isEmpty()) {
      return List.of(
          new Violation("Jobs", "is empty; name a job type and its arguments to compare"));
    }
    var violations = new ArrayList<Violation>();
    new TreeMap<>(settings.jobs())
        .forEach((name, args) ->
            catalogue
                .find(name)
                .ifPresentOrElse(
                    spec -> violations.addAll(lintArgs(spec, args)),
                    () -> violations.add(Lint.unknownJobType("Jobs." + name, name))));
    return violations;
  }

  private static List<Violation> lintArgs(JobSpec spec, List<String> args) {
    var path = "Jobs." + spec.name();
    if (args.isEmpty()) {
      return List.of(new Violation(path, "is empty; name the arguments to compare"));
    }
    var violations = new ArrayList<Violation>();
    for (int at = 0; at < args.size(); at++) {
      if (!spec.hasArg(args.get(at))) {
        violations.add(Lint.unknownArg("%s[%d]".formatted(path, at), args.get(at), spec));
      }
    }
    return violations;
  }

  @Override
  public List<Violation> judge(WorkReq request, Settings settings) {
    if (settings.jobs().isEmpty()) {
      return List.of(
          new Violation("", "the policy sameArgs is configured without anything to compare"));
    }
    var violations = new ArrayList<Violation>();
    var firsts = new HashMap<String, First>();
    var absent = new TreeSet<>(settings.jobs().keySet());
    for (var placed : PlacedJob.all(request)) {
      if (placed.in().isCertain()) {
        absent.remove(placed.job().name());
      }
      for (var arg : settings.jobs().getOrDefault(placed.job().name(), List.of())) {
        compare(placed.job(), () -> placed.path(arg), arg, firsts, violations);
      }
    }
    for (var check : PlacedCheck.all(request)) {
      for (var arg : settings.jobs().getOrDefault(check.job().name(), List.of())) {
        compare(check.job(), () -> check.path() + ".args." + arg, arg, firsts, violations);
      }
    }
    absent.forEach(name -> violations.add(absent(name, request)));
    return violations;
  }

  /// What the first job that had an argument has there.
  private record First(Supplier<String> path, String value) {}

  /// Holds one argument against the first job that had it.
  private static void compare(
      Job job,
      Supplier<String> path, // told only of what is wrong: it takes time to find
      String arg,
      Map<String, First> firsts,
      List<Violation> violations) {
    var value = job.args().get(arg);
    if (value == null) {
      violations.add(
          new Violation(
              path.get(),
              "is missing; it must be given in every job '%s', letter case counts"
                  .formatted(job.name())));
      return;
    }
    var first = firsts.putIfAbsent(arg, new First(path, value));
    if (first != null && !value.equals(first.value())) {
      violations.add(
          new Violation(
              path.get(),
              "is '%s', but %s is '%s'; they must be the same"
                  .formatted(value, first.path().get(), first.value())));
    }
  }

  private static Violation absent(String name, WorkReq request) {
    boolean isSomewhere =
        request.blocks().stream()
            .flatMap(block -> block.jobs().stream())
            .anyMatch(job -> job.name().equals(name));
    return new Violation(
        "blocks",
        "no job '%s' is %s; the rule on its arguments needs one"
            .formatted(name, isSomewhere ? "in a block that always runs" : "in the request"));
  }
}
