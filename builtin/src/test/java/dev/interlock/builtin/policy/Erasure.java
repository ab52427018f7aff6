package dev.interlock.builtin.policy;

import dev.interlock.plugin.Arg;
import dev.interlock.plugin.ArgKind;
import dev.interlock.plugin.Block;
import dev.interlock.plugin.Catalogue;
import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Condition;
import dev.interlock.plugin.CrashClass;
import dev.interlock.plugin.Effect;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.JobSpec;
import dev.interlock.plugin.Pace;
import dev.interlock.plugin.Role;
import dev.interlock.plugin.Tolerance;
import dev.interlock.plugin.Turn;
import dev.interlock.plugin.WorkReq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Words for the tests: a small erasure of disks, and the job types it names.
final class Erasure {
  private Erasure() {}

  static final Job VALIDATE = job("validateDecom", Map.of("site", "aap", "type", "satellite"));
  static final Job TOKEN = job("tokenBucket", Map.of("bucket", "b", "fatal", "true"));
  static final Job SLEEP = job("sleep", Map.of("seconds", "60"));

  private static final Map<String, JobSpec> SPECS =
      Map.of(
          "validateDecom", spec("validateDecom", required("site"), required("type")),
          "tokenBucket", spec("tokenBucket", required("bucket"), flag("fatal")),
          "diskErase", spec("diskErase", required("machine"), required("site")),
          "sleep", spec("sleep", required("seconds")));

  static final Catalogue CATALOGUE = name -> Optional.ofNullable(SPECS.get(name));

  static WorkReq good() {
    return request(
        block(VALIDATE, TOKEN), block(erase("aa00"), erase("aa01"), SLEEP), block(erase("aa02")));
  }

  static Job erase(String machine) {
    return erase(machine, "aap");
  }

  static Job erase(String machine, String site) {
    return job("diskErase", Map.of("machine", machine, "site", site));
  }

  static Job job(String name, Map<String, String> args) {
    return new Job(name, "", args);
  }

  static Block block(Job... jobs) {
    return new Block("", 5, 0, List.of(jobs));
  }

  static Block deferred(Role role, Job... jobs) {
    return block(Checks.NONE, Turn.of(role), jobs);
  }

  static Block conditional(Condition condition, Job... jobs) {
    var turn = new Turn(Role.FORWARD, condition, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    return block(Checks.NONE, turn, jobs);
  }

  static Block block(Checks checks, Turn turn, Job... jobs) {
    return new Block("", Pace.of(5), Tolerance.of(0), List.of(jobs), List.of(), checks, turn);
  }

  static Checks bypass(Job... jobs) {
    return new Checks(List.of(jobs), List.of(), List.of(), List.of(), Duration.ZERO);
  }

  static Checks pre(Job... jobs) {
    return new Checks(List.of(), List.of(jobs), List.of(), List.of(), Duration.ZERO);
  }

  static WorkReq checked(Checks checks, Block... blocks) {
    return new WorkReq(
        "SatelliteDiskErase", "", List.of(blocks), Tolerance.UNSAID, checks, Duration.ZERO);
  }

  static WorkReq request(Block... blocks) {
    return new WorkReq("SatelliteDiskErase", "", List.of(blocks));
  }

  private static JobSpec spec(String name, Arg... args) {
    return new JobSpec(
        name,
        "For the tests.",
        List.of(args),
        List.of(),
        new Effect("Nothing.", "", CrashClass.IDEMPOTENT),
        Duration.ofMinutes(1));
  }

  private static Arg required(String name) {
    return Arg.required(name, Arg.text(), "for the tests");
  }

  private static Arg flag(String name) {
    return Arg.required(name, new ArgKind.Flag(), "for the tests");
  }
}
