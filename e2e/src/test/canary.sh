#!/bin/sh
# The secret that SecretsIT has a job tell, plain or in base64, is in nothing that the whole run of the tests has
# printed (target/check.log) or left behind, but in the class of the test itself: there it must be found.
set -eu
cd "$(dirname "$0")/../../.."
test -s target/check.log || { echo "target/check.log is missing: make check writes it" >&2; exit 1; }
folders="target $(ls -d */target examples/*/target)"
# shellcheck disable=SC2086 # the folders are words
found=$(LC_ALL=C grep -rlaF -e canary-5f1e -e Y2FuYXJ5LTVmMWUg $folders | sort -u)
expected=e2e/target/test-classes/dev/interlock/e2e/SecretsIT.class
if [ "$found" != "$expected" ]; then
  printf 'the canary should be in %s alone; it was found in:\n%s\n' "$expected" "$found" >&2
  exit 1
fi
echo "canary: in none of $(find $folders -type f | wc -l) files of the run but its test"
