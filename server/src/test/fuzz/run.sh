#!/bin/sh
# Throws inputs at everything that reads what strangers write: $1 seconds (60) for each target. Fails at the first input that
# makes one throw, hang or take more memory than it has; that input is then in target/fuzz. The first inputs wait for classes to be
# instrumented, so what takes less than 25 seconds ends nothing; how long the slowest took, in whole seconds, is printed.
set -eu
cd "$(dirname "$0")/../../../.."
seconds=${1:-60}
classpath="server/target/test-classes:server/target/classes:$(cat server/target/test.classpath)"

fuzz() { # NAME PACKAGE SEEDS...
  name=$1
  package=$2
  shift 2
  mkdir -p "target/fuzz/$name"
  log="target/fuzz/$name.log"
  if ! "$JAVA_HOME/bin/java" -Xmx384m -XX:TieredStopAtLevel=1 -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
      --custom_hook_excludes='**' --target_class="dev.interlock.server.$package.$name" --instrumentation_includes='dev.interlock.server.**:dev.interlock.store.blob.**' \
      -max_total_time="$seconds" -timeout=25 -max_len=65536 --reproducer_path=target/fuzz -artifact_prefix=target/fuzz/ -print_final_stats=1 \
      "target/fuzz/$name" "$@" >"$log" 2>&1; then
    tail -40 "$log"
    echo "$name found something; the input is in target/fuzz" >&2
    exit 1
  fi
  echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, the slowest took $(sed -n \
    's/^stat::slowest_unit_time_sec: *//p' "$log") s, nothing found"
}

# two at a time; each takes seconds to begin
(
  fuzz RequestFuzz endpoint server/src/test/fuzz/requests
  fuzz JsonFuzz rest configs/examples
  fuzz StopsFuzz files configs
) &
first=$!
(
  fuzz PoliciesFuzz files configs
  fuzz RightsFuzz files configs
  fuzz TokensFuzz identity server/src/test/fuzz/tokens
)
wait $first
