package dev.interlock.builtin.policy;

import dev.interlock.plugin.Checks;
import dev.interlock.plugin.Job;
import dev.interlock.plugin.WorkReq;
import java.util.ArrayList;
import java.util.List;

/// A job that is a check, and its place in the request.
///
/// @param path as the user wrote it: `checks.pre[0]`, `blocks[2].checks.bypass[1]`
record PlacedCheck(String path, Job job) {

  /// Every check of a request: those of the work, then those of its blocks.
  static List<PlacedCheck> all(WorkReq request) {
    var all = new ArrayList<PlacedCheck>();
    add("checks", request.checks(), all);
    for (int block = 0; block < request.blocks().size(); block++) {
      add("blocks[%d].checks".formatted(block), request.blocks().get(block).checks(), all);
    }
    return all;
  }

  private static void add(String path, Checks checks, List<PlacedCheck> all) {
    if (checks.jobCount() == 0) {
      return;
    }
    for (var list : checks.lists()) {
      for (int at = 0; at < list.jobs().size(); at++) {
        var place = "%s.%s[%d]".formatted(path, list.name(), at);
        all.add(new PlacedCheck(place, list.jobs().get(at)));
      }
    }
  }
}
