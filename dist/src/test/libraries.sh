#!/bin/sh
# Every library that we ship is, to the byte, the one that dist/libraries.sha256 names; none is there
# beside them. `sh dist/src/test/libraries.sh --write` writes the file anew, for whoever has changed a version
# and read what came of it.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
pins=$root/dist/libraries.sha256
cd "$root/dist/target/interlock/lib"
ours='^\./interlock-(api|builtin|cli|client|engine|plugin|server|store|webui)-[0-9][^-]*(-SNAPSHOT)?\.jar$'
found=$(find . -name '*.jar' | grep -Ev "$ours" | LC_ALL=C sort | xargs sha256sum)
if [ "${1:-}" = --write ]; then
  echo "$found" > "$pins"
  exit
fi
echo "$found" | diff "$pins" - && echo "libraries: $(wc -l < "$pins"), each as pinned" || {
  echo "libraries are not those of dist/libraries.sha256 (< pinned, > found); is that meant? sh dist/src/test/libraries.sh --write" >&2
  exit 1
}
