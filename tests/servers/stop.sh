#!/usr/bin/env bash
# stop.sh DIR: stops the servers that were started in DIR.
for pid in "$1/exim/exim.pid" "$1/run/master.pid"; do
  [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null
done
exit 0
