#!/bin/sh
# Builds some modules a second time, in another folder, time zone and language, and compares the jars
# byte by byte with those of `make build` (or `mvn package`), which must have run. Two small modules
# stand for all, because the settings that make jars reproducible are in the parent's pom. The umask
# must be the same both times: Maven writes each file's permissions into the jar.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd -P)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
modules='plugin builtin'

# Maven wants to see the pom of every module
# shellcheck disable=SC2086
(cd "$root" && find .mvn pom.xml ./*/pom.xml examples/*/pom.xml $modules -name target -prune -o -type f -print |
  tar -cf - -T -) | tar -xf - -C "$tmp"
(
  cd "$tmp"
  TZ=Asia/Tokyo LC_ALL=C mvn -o -B -ntp -q package -DskipTests -pl "$(echo "$modules" | tr ' ' ,)"
)

compared=0
for module in $modules; do
  for jar in "$root/$module"/target/*.jar; do
    again=$tmp/$module/target/${jar##*/}
    if ! cmp "$jar" "$again"; then
      echo "FAILED: $jar is built with other bytes each time; see unzip -lv of both" >&2
      exit 1
    fi
    compared=$((compared + 1))
  done
done
echo "reproducible: $compared jars have the same bytes when they are built again"
[ "$compared" -ge 2 ]
