package dev.interlock.store.crash;

import static dev.interlock.engine.work.Plans.NAME;

import dev.interlock.engine.work.Fact;
import dev.interlock.engine.work.Verb;
import dev.interlock.engine.work.WorkId;
import dev.interlock.engine.work.WorkState;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.OnBreach;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Small stories that together make every [DurableWrite]. Each goes the same way every time, as
/// long as nothing strikes it.
enum Scenario {
  STRAIGHT {
    @Override
    void play(Rehearsal run) throws Exception {
      var id =
          run.submit("work", work(oneByOne("again:a", "again:b"), oneByOne("once:c", "once:d")));
      run.exec(id);
      run.awaitEnd(id);
    }
  },
  TOGETHER {
    @Override
    void play(Rehearsal run) throws Exception {
      run.gates().hold("a");
      run.gates().hold("b");
      var id = run.submit("work", work(together("once:a", "again:b")));
      run.exec(id);
      run.awaitHeld(id, 0, "a");
      run.awaitHeld(id, 1, "b");
      run.gates().letGo("a");
      run.awaitFact(id, "an outcome", fact -> fact instanceof Fact.AttemptEnded);
      run.gates().letGo("b");
      run.awaitEnd(id);
    }
  },
  LATER {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = run.submit("work", work(oneByOne("once:a")));
      run.exec(id, run.now().plus(Duration.ofMinutes(30)));
      run.pass(Duration.ofMinutes(31));
      run.awaitEnd(id);
    }
  },
  KILLED_SERVER {
    @Override
    void play(Rehearsal run) throws Exception {
      run.gates().hold("a");
      run.gates().hold("b");
      run.gates().hold("c");
      var id =
          run.submit(
              "work", work(together("again:a", "once:b", "verified:c"), oneByOne("verified:d")));
      run.exec(id);
      run.awaitHeld(id, 0, "a");
      run.awaitHeld(id, 1, "b");
      run.awaitHeld(id, 2, "c");
      run.kill();
      run.gates().letAllGo();
      run.awaitEnd(id);
    }
  },
  PAUSE {
    @Override
    void play(Rehearsal run) throws Exception {
      run.gates().hold("a");
      var id = run.submit("work", work(oneByOne("again:a", "again:b", "once:c")));
      run.exec(id);
      run.awaitHeld(id, 0, "a");
      run.order(id, new Verb.Pause());
      run.order(id, new Verb.SkipJobs(List.of("blocks[0].jobs[1]")));
      run.order(id, new Verb.SetLimit(0, 2));
      run.gates().letGo("a");
      run.awaitRest(id, WorkState.PAUSED);
      run.order(id, new Verb.Resume());
      run.awaitEnd(id);
    }
  },
  FAILURES {
    @Override
    void play(Rehearsal run) throws Exception {
      var id =
          run.submit(
              "work",
              work(
                  block(1, Tolerance.of(1), Checks.NONE, Turn.DEFAULT, "flaky:a", "failing:b"),
                  inCase(Condition.NOTHING_FAILED, "again:c"),
                  inCase(Condition.SOMETHING_FAILED, "again:d"),
                  deferred(Role.ON_FAILURE, "again:e")));
      run.exec(id);
      run.awaitEnd(id);
    }
  },
  PAUSE_FOR_FAILURES {
    @Override
    void play(Rehearsal run) throws Exception {
      var pausing = Tolerance.of(0).with(OnBreach.PAUSE);
      var id =
          run.submit(
              "work", work(block(1, pausing, Checks.NONE, Turn.DEFAULT, "failing:a", "again:b")));
      run.exec(id);
      run.awaitRest(id, WorkState.PAUSED);
      run.order(id, new Verb.SkipJobs(List.of("blocks[0].jobs[0]")));
      run.awaitRest(id, WorkState.PAUSED);
      run.order(id, new Verb.Resume());
      run.awaitEnd(id);
    }
  },
  CHECKS {
    @Override
    void play(Rehearsal run) throws Exception {
      var done =
          new Checks(List.of(job("passing")), List.of(), List.of(), List.of(), Duration.ZERO);
      var around =
          new Checks(
              List.of(),
              List.of(job("passing")),
              List.of(job("passing")),
              List.of(),
              Duration.ZERO);
      var wrong =
          new Checks(List.of(), List.of(job("objecting")), List.of(), List.of(), Duration.ZERO);
      var none = Tolerance.of(0);
      var id =
          run.submit(
              "work",
              work(
                  block(1, none, done, Turn.DEFAULT, "once:a"),
                  block(1, none, around, Turn.DEFAULT, "once:b"),
                  block(1, none, wrong, Turn.DEFAULT, "once:c")));
      run.exec(id);
      run.awaitEnd(id);
    }
  },
  STOP {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = whoseFirstJobIsHeld(run);
      run.order(id, new Verb.Stop());
      run.gates().letGo("a");
      run.awaitEnd(id);
    }
  },
  CANCEL {
    @Override
    void play(Rehearsal run) throws Exception {
      run.gates().hold("a");
      run.gates().holdDeaf("b");
      var id =
          run.submit(
              "work", work(together("again:a", "again:b"), deferred(Role.ALWAYS, "again:c")));
      run.exec(id);
      run.awaitHeld(id, 0, "a");
      run.awaitHeld(id, 1, "b");
      run.order(id, new Verb.Cancel());
      run.awaitFact(id, "the end of a", Scenario::endsJob0);
      run.pass(Duration.ofSeconds(6));
      run.awaitFact(id, "b does not stop", Scenario::doesNotStopOrEnds);
      run.gates().letGo("b");
      run.awaitEnd(id);
    }
  },
  KILL_AND_RETRY {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = whoseFirstJobIsHeld(run);
      run.order(id, new Verb.Kill());
      run.awaitEnd(id);
      run.gates().letGo("a");
      var again = run.retryFailed("again", id);
      run.exec(again);
      run.awaitEnd(again);
    }
  },
  EMERGENCY_STOP {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = whoseFirstJobIsHeld(run);
      run.stop();
      run.awaitEnd(id);
      run.release();
      var after = run.submit("after", work(oneByOne("once:c")));
      run.exec(after);
      run.awaitEnd(after);
    }
  },
  EMERGENCY_STOP_BY_FILE {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = whoseFirstJobIsHeld(run);
      run.stopByFile();
      run.awaitEnd(id);
      run.releaseFile();
    }
  },
  EMERGENCY_STOP_OF_NOTHING {
    @Override
    void play(Rehearsal run) throws Exception {
      run.stop();
      run.release();
      var id = run.submit("work", work(oneByOne("once:a")));
      run.exec(id);
      run.awaitEnd(id);
    }
  },
  FATAL_AND_OVERDUE {
    @Override
    void play(Rehearsal run) throws Exception {
      var fatal = run.submit("fatal", work(oneByOne("fatal:a", "again:b")));
      run.exec(fatal);
      run.awaitEnd(fatal);
      run.gates().hold("c");
      var overdue =
          run.submit(
              "overdue",
              new WorkReq(
                  NAME,
                  "",
                  List.of(oneByOne("again:c")),
                  Tolerance.UNSAID,
                  Checks.NONE,
                  Duration.ofHours(3)));
      run.exec(overdue);
      run.awaitHeld(overdue, 0, "c");
      run.pass(Duration.ofHours(4));
      run.awaitEnd(overdue);
    }
  },
  TOKENS {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = run.submit("work", work(oneByOne("token:a", "token:b")));
      run.exec(id);
      run.awaitEnd(id);
    }
  },
  TARGETS {
    @Override
    void play(Rehearsal run) throws Exception {
      run.gates().hold("a");
      var first = run.submit("first", work(oneByOne("again:a")));
      run.exec(first);
      run.awaitHeld(first, 0, "a");
      var second = run.submit("second", work(oneByOne("again:a", "once:b")));
      run.exec(second);
      run.awaitFact(second, "it waits for a", fact -> fact instanceof Fact.TargetAwaited);
      run.gates().letGo("a");
      run.awaitEnd(first);
      run.awaitEnd(second);
    }
  },
  APPROVALS {
    @Override
    void play(Rehearsal run) throws Exception {
      var request = new WorkReq(NAME, Life.TO_BE_APPROVED, List.of(oneByOne("once:a")));
      var id = run.submit("work", request);
      run.approve(id);
      run.awaitRest(id, WorkState.NOT_STARTED);
      run.exec(id);
      run.awaitEnd(id);
      var other = run.submit("other", request);
      run.order(other, new Verb.Deny());
      run.awaitEnd(other);
    }
  },
  EXPIRY {
    @Override
    void play(Rehearsal run) throws Exception {
      var id = run.submit("work", work(oneByOne("once:a")));
      run.pass(Duration.ofHours(2));
      run.awaitEnd(id);
    }
  };

  abstract void play(Rehearsal run) throws Exception;

  /// A work of two jobs, of which `a` runs until it is let go.
  private static WorkId whoseFirstJobIsHeld(Rehearsal run) throws Exception {
    run.gates().hold("a");
    var id = run.submit("work", work(oneByOne("again:a", "again:b")));
    run.exec(id);
    run.awaitHeld(id, 0, "a");
    return id;
  }

  private static boolean endsJob0(Fact fact) {
    return fact instanceof Fact.AttemptEnded ended && ended.job() == 0;
  }

  private static boolean doesNotStopOrEnds(Fact fact) {
    return fact instanceof Fact.AttemptNotStopping
        || (fact instanceof Fact.AttemptEnded ended && ended.job() == 1);
  }

  private static WorkReq work(Block... blocks) {
    return new WorkReq(NAME, "", List.of(blocks));
  }

  private static Block oneByOne(String... jobs) {
    return block(1, Tolerance.of(0), Checks.NONE, Turn.DEFAULT, jobs);
  }

  private static Block together(String... jobs) {
    return block(jobs.length, Tolerance.of(0), Checks.NONE, Turn.DEFAULT, jobs);
  }

  private static Block inCase(Condition condition, String... jobs) {
    var turn = new Turn(Role.FORWARD, condition, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    return block(1, Tolerance.of(0), Checks.NONE, turn, jobs);
  }

  private static Block deferred(Role role, String... jobs) {
    return block(1, Tolerance.of(0), Checks.NONE, Turn.of(role), jobs);
  }

  /// @param jobs `type:tag`
  private static Block block(
      int limit, Tolerance tolerance, Checks checks, Turn turn, String... jobs) {
    var all = Stream.of(jobs).map(Scenario::job).toList();
    return new Block("", Pace.of(limit), tolerance, all, List.of(), checks, turn);
  }

  private static Job job(String typeAndTag) {
    int colon = typeAndTag.indexOf(':');
    if (colon < 0) {
      return new Job(typeAndTag, "", Map.of());
    }
    var type = typeAndTag.substring(0, colon);
    var tag = Map.of("tag", typeAndTag.substring(colon + 1));
    return new Job(type, "", tag, type.equals("flaky") ? 1 : 0);
  }
}
