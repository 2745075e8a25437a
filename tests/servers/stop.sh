#!/usr/bin/env bash
# stop.sh DIR: stops the servers that were started in DIR, and waits until they are gone.
for file in "$1/exim/exim.pid" "$1/run/master.pid"; do
  [ -f "$file" ] || continue
  pid=$(cat "$file")
  kill "$pid" 2>/dev/null
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    # A child that nobody has waited for yet is gone, too.
    [ "$(ps -o stat= -p "$pid" | cut -c1)" = Z ] && break
    sleep 0.05
  done
done
exit 0
