package dev.interlock.engine.journal;

class InMemoryStoreTest extends WorkStoreContract {
  private final InMemoryStore store = new InMemoryStore();

  @Override
  protected WorkStore open() {
    return store;
  }
}
