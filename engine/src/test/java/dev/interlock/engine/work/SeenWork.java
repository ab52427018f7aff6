package dev.interlock.engine.work;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Everything that anybody can see of a work, as a value: two machines with the same are alike.
record SeenWork(
    List<Object> work,
    Map<JobState, Integer> counts,
    List<List<Object>> blocks,
    List<JobView> jobs) {

  static SeenWork of(WorkMachine machine) {
    return new SeenWork(
        List.of(
            machine.state(),
            machine.reason(),
            machine.hadErrors(),
            machine.wasEsStopped(),
            machine.startedMillis(),
            machine.endedMillis(),
            machine.running(),
            machine.dueMillis()),
        counts(machine.counts()),
        IntStream.range(0, machine.request().blocks().size())
            .mapToObj(machine::block)
            .map(SeenWork::block)
            .toList(),
        IntStream.range(0, machine.jobCount()).mapToObj(machine::jobView).toList());
  }

  private static List<Object> block(BlockView block) {
    return List.of(
        block.firstJob(),
        block.limit(),
        block.state(),
        counts(block.counts()),
        block.startedMillis(),
        block.endedMillis());
  }

  private static Map<JobState, Integer> counts(JobCounts counts) {
    var all = new EnumMap<JobState, Integer>(JobState.class);
    for (var state : JobState.values()) {
      all.put(state, counts.of(state));
    }
    return all;
  }
}
