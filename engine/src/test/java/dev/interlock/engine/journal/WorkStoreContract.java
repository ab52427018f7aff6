package dev.interlock.engine.journal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every [WorkStore] must keep. Extend it for each store; the tests are in the parts.
public abstract class WorkStoreContract
    implements SubmitContract,
        QueueAndTakeContract,
        BeginContract,
        AppendContract,
        AuditContract,
        TargetContract,
        CallContract,
        ListContract,
        StopContract,
        TokenContract,
        RoundTripContract {
  private WorkStore store = new InMemoryStore();

  /// Opens the store under test: empty at the first call in a test, later calls open the same one
  /// again, after it was closed.
  protected abstract WorkStore open();

  @BeforeEach
  void open_the_store() {
    store = open();
  }

  @AfterEach
  void close_the_store() {
    store.close();
  }

  @Override
  public final WorkStore store() {
    return store;
  }

  @Override
  public final WorkStore reopened() {
    store.close();
    store = open();
    return store;
  }
}
