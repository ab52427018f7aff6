#!/bin/sh
# Builds the distribution of the previous commit, unpacks it as an operator does, and prints its folder,
# e2e/target/previous/COMMIT; or, as `previous.sh name`, prints the commit alone. RollingUpgradeIT runs it
# beside the distribution of this commit. What is there already is not built again. Needs git and the commit
# before HEAD: of a clone of depth 1, or of sources without their history, it ends with status 3.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd -P)

# Status 3 says that there is nothing to build, and not that it could not be built.
there_is_none() {
  echo "previous.sh: $*" >&2
  exit 3
}

command -v git >/dev/null || there_is_none "there is no git, which is where the previous commit's sources come from"
# whoever owns the clone: nothing of it is carried out but what was going to be tested anyway
git() {
  command git -c "safe.directory=$root" "$@"
}
within=$(git -C "$root" rev-parse --show-prefix) || there_is_none "$root is not a git repository, so there is no previous commit"
[ -z "$within" ] || there_is_none "$root is a folder of another git repository, so there is no previous commit"
if ! commit=$(git -C "$root" rev-parse --verify --quiet 'HEAD~1^{commit}'); then
  if [ "$(git -C "$root" rev-parse --is-shallow-repository)" = true ]; then
    there_is_none "the clone is too shallow to have the commit before HEAD; run 'git fetch --deepen=1' in $root"
  fi
  there_is_none "HEAD is the first commit of $root; there is none before it"
fi

if [ "${1:-build}" = name ]; then
  echo "$commit"
  exit
fi

builds=$root/e2e/target/previous
if [ ! -d "$builds/$commit" ]; then
  rm -rf "$builds" # of other commits, and what was given up half-way
  fresh=$builds/fresh
  mkdir -p "$fresh/source" "$fresh/unpacked"
  echo "building the previous commit $commit into $builds" >&2
  # to compile the tests, which nobody runs, would take longer than all the rest; and it was checked when it was new
  git -C "$root" archive -o "$fresh/source.tar" "$commit" -- . ':(exclude,glob)**/src/test/**'
  tar -xf "$fresh/source.tar" -C "$fresh/source"
  JAVA_HOME=$("$root/libexec/find-java")
  export JAVA_HOME
  (cd "$fresh/source" && mvn -B -ntp -q -T 2 package -DskipTests -Derror-prone.plugin=-Xdoclint:none -pl dist -am >&2)
  tar -xzf "$fresh"/source/dist/target/interlock-*.tar.gz -C "$fresh/unpacked"
  mv "$fresh/unpacked"/interlock-* "$builds/$commit"
  rm -rf "$fresh"
fi
echo "$builds/$commit"
