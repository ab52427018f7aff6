package dev.interlock.engine.stop;

/// The works of this process, as the emergency stop sees them. Any thread; nothing here waits.
public interface StoppableWorks {
  /// There are none.
  StoppableWorks NONE =
      new StoppableWorks() {
        @Override
        public int running(String scope) {
          return 0;
        }

        @Override
        public void obey(EmergencyStop stop) {}
      };

  /// How many run that were not told to stop yet, and would be by an order.
  ///
  /// @param scope a name, or [EmergencyStop#ALL]
  int running(String scope);

  /// Stops what must stop now.
  void obey(EmergencyStop stop);
}
