#!/bin/sh
# Tests of find-java and the launchers. Needs `make build` (or `mvn package`) to have run.
# No test starts a JVM: the JDKs here are folders with a `release` file and a script for java.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd -P)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# A JDK of version $2 in folder $1, whose java prints its home and arguments, one a line.
make_jdk() {
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="Test"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  printf '#!/bin/sh\necho "%s"\nprintf "%%s\\n" "$@"\n' "$1" >"$1/bin/java"
  chmod +x "$1/bin/java"
}

# expect NAME STATUS PATTERN COMMAND...: the command's status, and a pattern its output must have
expect() {
  name=$1 status=$2 pattern=$3
  shift 3
  got=0
  "$@" >"$tmp/out" 2>&1 || got=$?
  if [ "$got" = "$status" ] && grep -q -e "$pattern" "$tmp/out"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name (exit $got, wanted $status and '$pattern'):"
    sed 's/^/    /' "$tmp/out"
  fi
}

clean() { env -u INTERLOCK_JAVA_HOME -u JAVA_HOME -u INTERLOCK_JAVA_FLAGS -u INTERLOCK_AOT_RECORD "$@"; }

make_jdk "$tmp/jdk 25" 25.0.3
make_jdk "$tmp/jdk25ea" 25-ea
make_jdk "$tmp/jdk17" 17.0.15
make_jdk "$tmp/jdk8" 1.8.0_452
find_java=$root/libexec/find-java

expect 'takes INTERLOCK_JAVA_HOME' 0 "$tmp/jdk 25" clean INTERLOCK_JAVA_HOME="$tmp/jdk 25" "$find_java"
expect 'reads an early-access version' 0 jdk25ea clean INTERLOCK_JAVA_HOME="$tmp/jdk25ea" "$find_java"
expect 'prefers INTERLOCK_JAVA_HOME to JAVA_HOME' 0 jdk25ea \
  clean INTERLOCK_JAVA_HOME="$tmp/jdk25ea" JAVA_HOME="$tmp/jdk 25" "$find_java"
expect 'refuses an INTERLOCK_JAVA_HOME that is too old' 2 'jdk17 is not a JDK 25 or newer' \
  clean INTERLOCK_JAVA_HOME="$tmp/jdk17" "$find_java"
expect 'does not take Java 8 for 18' 2 'is not a JDK' clean INTERLOCK_JAVA_HOME="$tmp/jdk8" "$find_java"
expect 'takes JAVA_HOME' 0 "$tmp/jdk 25" clean JAVA_HOME="$tmp/jdk 25" "$find_java"
make_jdk "$tmp/home/.jdks/temurin-25" 25.0.3
expect 'passes over a JAVA_HOME that is too old' 0 25 \
  clean HOME="$tmp/home" JAVA_HOME="$tmp/jdk17" "$find_java"

# Every library of the archive is in its bill of materials, by the digest of its bytes.
missing=0
for jar in "$root"/dist/target/interlock/lib/*.jar; do
  case ${jar##*/} in interlock-*) continue ;; esac
  digest=$(sha256sum "$jar" | cut -d' ' -f1)
  grep -q "$digest" "$root/dist/target/interlock/lib/sbom.json" || {
    echo "not in sbom.json: ${jar##*/}"
    missing=$((missing + 1))
  }
done
expect 'names every library in the bill of materials' 0 '^0$' echo "$missing"

# The launchers, from the source tree, from the archive, and through a link.
mkdir "$tmp/un packed"
tar -xzf "$root"/dist/target/interlock-*.tar.gz -C "$tmp/un packed"
for unpacked in "$tmp/un packed"/*; do break; done
ln -s "$unpacked/bin/interlock" "$tmp/link"
java="INTERLOCK_JAVA_HOME=$tmp/jdk 25"
for bin in "$root/bin" "$unpacked/bin"; do
  expect "$bin/interlock: a command" 0 '^dev.interlock.cli.Main$' clean "$java" "$bin/interlock" list --all
  expect "$bin/interlock: no argument" 0 '^dev.interlock.cli.Main$' clean "$java" "$bin/interlock"
  expect "$bin/interlock: server" 0 '^dev.interlock.server.Main$' clean "$java" "$bin/interlock" server --x
  expect "$bin/diskerase" 0 '^dev.interlock.examples.diskerase.Main$' clean "$java" "$bin/diskerase" a
  expect "$bin: arguments stay whole" 0 '^two words$' clean "$java" "$bin/interlock" 'two words'
  expect "$bin: flags of the user" 0 '^-Xmx64m$' clean "$java" INTERLOCK_JAVA_FLAGS='-Xmx64m -Da=b' "$bin/interlock"
done
expect 'through a link' 0 '^dev.interlock.cli.Main$' clean "$java" "$tmp/link" list
expect 'in its own folder' 0 '^dev.interlock.cli.Main$' \
  clean "$java" sh -c 'cd "$1" && sh interlock list' - "$unpacked/bin"
expect 'no JDK' 2 'not a JDK' clean INTERLOCK_JAVA_HOME=/nonexistent "$unpacked/bin/interlock"

# Every jar that a program is given is there, and none is there for nothing.
for app in server cli diskerase; do
  clean "$java" sh -c 'if [ "$1" = diskerase ]; then "$2/diskerase"; elif [ "$1" = server ]; then "$2/interlock" server; else "$2/interlock"; fi' \
    - "$app" "$unpacked/bin" | sed -n '/^-cp$/{n;p;}' | tr : '\n' >>"$tmp/used"
done
sort -u "$tmp/used" >"$tmp/used.sorted"
find "$unpacked" -name '*.jar' | sort >"$tmp/there"
expect 'the jars there are the jars used' 0 same \
  sh -c 'diff "$1" "$2" && echo same' - "$tmp/used.sorted" "$tmp/there"

rm "$unpacked/lib/cli.classpath"
expect 'not built' 2 "make build" clean "$java" "$unpacked/bin/interlock"

echo "launchers: $passed passed, $failed failed"
[ "$failed" = 0 ]
