package dev.interlock.store.crash;

import dev.interlock.engine.journal.Write;
import dev.interlock.engine.journal.WriteResult;
import dev.interlock.engine.work.Fact;
import dev.interlock.plugin.Args;
import dev.interlock.plugin.JobContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the jobs did, as they say themselves: kept apart from the store, over all the lives of a
/// run. Any thread.
final class Effects {
  private final List<Effect> effects = new CopyOnWriteArrayList<>();
  private final List<Effect> withoutIntent = new CopyOnWriteArrayList<>();
  private final Set<String> grants = ConcurrentHashMap.newKeySet();
  private final Set<String> intents = ConcurrentHashMap.newKeySet();

  /// An attempt that did something.
  record Effect(String jobType, String tag, String key, int attempt) {
    String work() {
      return key.substring(0, key.indexOf('/'));
    }
  }

  /// For a job type: it does something now.
  void happens(String jobType, JobContext job, Args args) {
    var effect =
        new Effect(jobType, args.find("tag").orElse(""), job.idempotencyKey(), job.attempt());
    effects.add(effect);
    if (!intents.contains(intent(effect.key(), effect.attempt()))) {
      withoutIntent.add(effect);
    }
  }

  /// For a job type: it was given a token.
  void granted(String key) {
    grants.add(key);
  }

  /// For the store: this is on disk.
  void areDurable(List<Write> writes, List<WriteResult> results) {
    for (int i = 0; i < writes.size(); i++) {
      var result =
          results.get(i) instanceof WriteResult.Recorded(var ofAct) ? ofAct : results.get(i);
      boolean isApplied =
          result instanceof WriteResult.Done || result instanceof WriteResult.Claimed;
      if (!isApplied) {
        continue;
      }
      var write = writes.get(i) instanceof Write.Decided(var act, _) ? act : writes.get(i);
      if (write instanceof Write.Append append) {
        note(append);
      } else if (write instanceof Write.Begin begin) {
        note(begin.append());
      }
    }
  }

  private void note(Write.Append append) {
    for (var fact : append.entry().facts()) {
      if (fact instanceof Fact.AttemptStarted(int job, int attempt)) {
        intents.add(intent(append.claim().id() + "/" + job, attempt));
      }
    }
  }

  private static String intent(String key, int attempt) {
    return key + "#" + attempt;
  }

  /// The keys of the jobs that were given a token.
  Set<String> grants() {
    return grants;
  }

  List<Effect> all() {
    return effects;
  }

  /// Those that came before their intent was durable.
  List<Effect> withoutIntent() {
    return withoutIntent;
  }

  List<Effect> of(String key) {
    return effects.stream().filter(effect -> effect.key().equals(key)).toList();
  }
}
