package dev.interlock.plugin.contract;

import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// Requests made of the words of a good one: some a few changes away from it, some of any shape.
/// The same seed makes the same requests.
final class RandomRequests {
  private static final int CHANGES_MAX = 4;
  private static final int BLOCKS_MAX = 4;
  private static final int JOBS_MAX = 4;
  private static final int TOLERATED_MAX = 2;

  private final WorkReq good;
  private final SplittableRandom random;
  private final List<String> names;
  private final List<String> argNames;
  private final List<String> values;

  RandomRequests(WorkReq good, SplittableRandom random) {
    this.good = good;
    this.random = random;
    var jobs = jobsOf(good);
    this.names = words(jobs.stream().map(Job::name).toList(), "unheardOf");
    this.argNames =
        words(jobs.stream().flatMap(job -> job.args().keySet().stream()).toList(), "Site");
    this.values = words(jobs.stream().flatMap(job -> job.args().values().stream()).toList(), "AAP");
  }

  WorkReq next() {
    return random.nextInt(4) == 0 ? anyShape() : changed(good);
  }

  /// The same request without one of its arguments, once for every argument.
  static List<WorkReq> withOneArgumentLess(WorkReq request) {
    var all = new ArrayList<WorkReq>();
    for (int block = 0; block < request.blocks().size(); block++) {
      var jobs = request.blocks().get(block).jobs();
      for (int at = 0; at < jobs.size(); at++) {
        var job = jobs.get(at);
        for (var arg : job.args().keySet()) {
          var args = new HashMap<>(job.args());
          args.remove(arg);
          all.add(withJobs(request, block, replaced(jobs, at, new Job(job.name(), "", args))));
        }
      }
    }
    return all;
  }

  private WorkReq anyShape() {
    var blocks = new ArrayList<Block>();
    for (int left = random.nextInt(BLOCKS_MAX + 1); left > 0; left--) {
      var jobs = new ArrayList<Job>();
      for (int more = random.nextInt(JOBS_MAX + 1); more > 0; more--) {
        jobs.add(anyJob());
      }
      blocks.add(new Block("", 1, random.nextInt(TOLERATED_MAX), jobs));
    }
    return withLabels(new WorkReq(good.name(), "", blocks));
  }

  private Job anyJob() {
    var args = new HashMap<String, String>();
    for (var arg : argNames) {
      if (random.nextInt(3) > 0) {
        args.put(arg, oneOf(values));
      }
    }
    return new Job(oneOf(names), "", args);
  }

  private WorkReq changed(WorkReq request) {
    for (int left = random.nextInt(CHANGES_MAX + 1); left > 0; left--) {
      request = changedOnce(request);
    }
    return request;
  }

  private WorkReq changedOnce(WorkReq request) {
    if (request.blocks().isEmpty()) {
      return request;
    }
    int at = random.nextInt(request.blocks().size());
    var blocks = new ArrayList<>(request.blocks());
    var block = blocks.get(at);
    switch (random.nextInt(8)) {
      case 0 -> blocks.remove(at);
      case 1 -> blocks.add(random.nextInt(blocks.size()), blocks.remove(at));
      case 2 -> {
        var tolerance = Tolerance.of(random.nextInt(TOLERATED_MAX));
        blocks.set(at, with(block, tolerance, block.jobs(), block.checks(), block.turn()));
      }
      case 3 ->
          blocks.set(at, with(block, block.tolerance(), block.jobs(), anyChecks(), anyTurn()));
      case 4 -> {
        return new WorkReq(
            request.name(),
            "",
            blocks,
            request.tolerance(),
            anyChecks(),
            request.deadline(),
            request.labels());
      }
      case 5 -> {
        return withLabels(request);
      }
      default -> {
        return withJobs(request, at, changedJobs(block.jobs()));
      }
    }
    return with(request, blocks);
  }

  /// With some of the labels of the good one, each its own or another's value.
  private WorkReq withLabels(WorkReq request) {
    var labels = new TreeMap<String, String>();
    var words = words(List.copyOf(good.labels().values()), "anybody");
    for (var key : new TreeSet<>(good.labels().keySet())) {
      if (random.nextInt(3) > 0) {
        labels.put(key, oneOf(words));
      }
    }
    return new WorkReq(
        request.name(),
        "",
        request.blocks(),
        request.tolerance(),
        request.checks(),
        request.deadline(),
        labels);
  }

  private Checks anyChecks() {
    var lists = new ArrayList<List<Job>>();
    for (int list = 0; list < 4; list++) {
      lists.add(random.nextInt(3) == 0 ? List.of(anyJob()) : List.of());
    }
    var interval = lists.get(3).isEmpty() ? Duration.ZERO : Checks.INTERVAL_DEFAULT;
    return new Checks(lists.get(0), lists.get(1), lists.get(2), lists.get(3), interval);
  }

  private Turn anyTurn() {
    var role = oneOf(List.of(Role.values()));
    var condition = role.isDeferred() ? Condition.ALWAYS : oneOf(List.of(Condition.values()));
    return new Turn(role, condition, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  private List<Job> changedJobs(List<Job> jobs) {
    if (jobs.isEmpty()) {
      return List.of(anyJob());
    }
    int at = random.nextInt(jobs.size());
    var job = jobs.get(at);
    var args = new HashMap<>(job.args());
    var changed = new ArrayList<>(jobs);
    switch (random.nextInt(5)) {
      case 0 -> changed.remove(at);
      case 1 -> changed.add(anyJob());
      case 2 -> changed.set(at, new Job(oneOf(names), "", args));
      case 3 -> args.put(oneOf(argNames), oneOf(values));
      default -> args.remove(oneOf(argNames));
    }
    return args.equals(job.args()) ? changed : replaced(jobs, at, new Job(job.name(), "", args));
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static List<String> words(List<String> found, String foreign) {
    var words = new TreeSet<>(found);
    words.add(foreign);
    return List.copyOf(words);
  }

  private static List<Job> jobsOf(WorkReq request) {
    return request.blocks().stream().flatMap(block -> block.jobs().stream()).toList();
  }

  private static List<Job> replaced(List<Job> jobs, int at, Job job) {
    var copy = new ArrayList<>(jobs);
    copy.set(at, job);
    return copy;
  }

  private static WorkReq withJobs(WorkReq request, int at, List<Job> jobs) {
    var blocks = new ArrayList<>(request.blocks());
    var block = blocks.get(at);
    blocks.set(at, with(block, block.tolerance(), jobs, block.checks(), block.turn()));
    return with(request, blocks);
  }

  private static Block with(
      Block block, Tolerance tolerance, List<Job> jobs, Checks checks, Turn turn) {
    return new Block(block.desc(), block.pace(), tolerance, jobs, List.of(), checks, turn);
  }

  private static WorkReq with(WorkReq request, List<Block> blocks) {
    return new WorkReq(
        request.name(),
        "",
        blocks,
        request.tolerance(),
        request.checks(),
        request.deadline(),
        request.labels());
  }
}
