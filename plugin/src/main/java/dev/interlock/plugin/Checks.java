package dev.interlock.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Jobs that ask how things stand, for a block or for a whole work. Only job types that declare
/// themselves free of side effects may be named; see [Effect#sideEffectFree]. A check passes when
/// its job succeeds. At most 20 of each kind.
///
/// @param bypass when there are any and all pass, the block (or the work) is passed over as already
///   done
/// @param pre all must pass before it starts anything
/// @param post all must pass before it counts as completed
/// @param continuous run before the first start, and again every `interval` while it runs; one that
///   fails, or gives no answer in time, stops new starts and fails it
/// @param interval from 1 s to 1 hour; zero without continuous checks
public record Checks(
    List<Job> bypass, List<Job> pre, List<Job> post, List<Job> continuous, Duration interval) {
  /// No checks.
  public static final Checks NONE =
      new Checks(List.of(), List.of(), List.of(), List.of(), Duration.ZERO);

  /// For continuous checks that do not say how often.
  public static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(60);

  public Checks {
    bypass = List.copyOf(bypass);
    pre = List.copyOf(pre);
    post = List.copyOf(post);
    continuous = List.copyOf(continuous);
    Times.requireNotNegative("interval", interval);
  }

  /// The lists with the names that a request gives them.
  public List<Named> lists() {
    return List.of(
        new Named("bypass", bypass),
        new Named("pre", pre),
        new Named("post", post),
        new Named("continuous", continuous));
  }

  /// One of the lists.
  ///
  /// @param name `bypass`, `pre`, `post` or `continuous`
  public record Named(String name, List<Job> jobs) {
    public Named {
      jobs = List.copyOf(jobs);
    }
  }

  /// Every job of every list.
  public List<Job> jobs() {
    if (jobCount() == 0) {
      return List.of();
    }
    var all = new ArrayList<Job>(jobCount());
    lists().forEach(list -> all.addAll(list.jobs()));
    return List.copyOf(all);
  }

  /// How many [#jobs] there are.
  public int jobCount() {
    return bypass.size() + pre.size() + post.size() + continuous.size();
  }
}
