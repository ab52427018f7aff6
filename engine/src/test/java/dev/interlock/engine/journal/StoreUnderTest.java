package dev.interlock.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.work.WorkId;
import java.util.List;

/// What each part of [WorkStoreContract] starts from.
interface StoreUnderTest {

  /// The store, open and empty when the test begins.
  WorkStore store();

  /// Closes the store and opens it again.
  WorkStore reopened();

  /// One write in a commit of its own.
  default WriteResult commit(Write write) {
    return store().commit(List.of(write)).getFirst();
  }

  default List<WriteResult> commitTogether(Write... writes) {
    return store().commit(List.of(writes));
  }

  default WorkRecord found(WorkId id) {
    return store().find(id).orElseThrow();
  }

  default List<JournalEntry> journal(WorkId id) {
    return store().journal(id, 0, Integer.MAX_VALUE);
  }

  /// Submits a work.
  default WorkId submitted(int number) {
    var submit = Sample.submit(number);
    assertThat(commit(submit)).isInstanceOf(WriteResult.Submitted.class);
    return submit.work().id();
  }

  /// Submits a work and queues it: its journal has 2 entries.
  default WorkId queued(int number) {
    var id = submitted(number);
    assertThat(commit(Sample.queue(id))).isEqualTo(new WriteResult.Done());
    return id;
  }

  /// Submits a work, queues it and takes it for the first time.
  default Claim claimed(int number) {
    return taken(queued(number), 0);
  }

  default Claim taken(WorkId id, long expectedFence) {
    return ((WriteResult.Claimed) commit(new Write.Take(id, expectedFence))).claim();
  }
}
