#!/bin/sh
# The main job on the real path: starts a server on SQLite in a fresh folder, has the satellite aap
# erased by the sample's own client, says where everything is, and stops the server.
#
#   PORT=8080   where the server listens; without it 8080, or another one when that is taken
#   KEEP=1      leave the server running and its folder in place
#
# An erasure and a pause take a second here instead of half a minute and a minute: two settings of
# the job types, below. Everything else is as it would be.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd -P)
home=$root
if [ -f "$root/pom.xml" ]; then home=$root/dist/target/interlock; fi
inventory=$root/examples/diskerase/data
folder=$(mktemp -d "${TMPDIR:-/tmp}/interlock-demo.XXXXXX")
log=$folder/server.log
server=

finish() {
  status=$?
  trap - EXIT INT TERM
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    if [ "${KEEP:-}" = 1 ]; then
      echo "The server goes on; its files are in $folder"
      echo "  stop it         kill $server"
      echo "  start it again  cd $folder && $root/bin/interlock server --listen $address"
      exit "$status"
    fi
    if [ "$status" -ne 0 ]; then
      echo 'demo: the last lines of the log of the server:' >&2
      tail -n 5 "$log" >&2
    fi
    kill "$server"
    wait "$server" 2>/dev/null || true # so that it can hand off what runs
    echo 'The server was stopped; KEEP=1 make demo leaves it running.'
  fi
  rm -rf "$folder"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

cp "$root/configs/policies.json" "$root/configs/es.json" "$root/configs/rights.json" "$folder"
export INTERLOCK_TOKEN_FILE="$folder/token"
ln -s "$home/plugins" "$folder/plugins"
ln -s "$inventory" "$folder/sites"
cat >"$folder/interlock.json" <<'END'
{
  "data": "data",
  "policies": "policies.json",
  "stops": "es.json",
  "rights": "rights.json",
  "plugins": "plugins",
  "development": true,
  "token-buckets": {
    "diskEraseSatellite": {"capacity": 1, "refill": 1, "interval": "1h"}
  },
  "job": {
    "diskErase": {"seconds": 1, "data": "sites"},
    "validateDecom": {"data": "sites"},
    "sleep": {"seconds-max": 1}
  }
}
END

# Starts the server on port $1 and waits until it says where it is ready. Fails when it has ended,
# or has not said so within a minute.
start() {
  (cd "$folder" && exec "$root/bin/interlock" server --listen "127.0.0.1:$1") >"$log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    address=$(sed -n 's|^Interlock is ready.*http://\([^ ]*\).*|\1|p' "$log")
    if [ -n "$address" ]; then return 0; fi
    if ! kill -0 "$server" 2>/dev/null; then return 1; fi
    sleep 0.2
  done
  return 1
}

if ! start "${PORT:-8080}"; then
  if [ -n "${PORT:-}" ] || ! grep -q 'cannot listen' "$log" || ! start 0; then
    echo 'demo: the server did not start; it said:' >&2
    cat "$log" >&2
    exit 1
  fi
fi

cat <<END
Interlock is ready on $address
  page   $("$root/bin/interlock" page --server "$address")
  REST   curl -H "authorization: Bearer \$(cat $folder/token)" http://$address/v1/works
  gRPC   INTERLOCK_TOKEN_FILE=$folder/token bin/interlock --server $address list
  files  $folder

END

"$root/bin/diskerase" eraseSatellite aap --server "$address" --data "$inventory" \
  --log "$folder/submit.log"
