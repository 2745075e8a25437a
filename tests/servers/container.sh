#!/usr/bin/env bash
# container.sh DIR: boots a fresh Debian with a systemd of its own as PID 1, and a person in it who lingers, in a container.
#
# As root. The tree is the one that install.sh unpacked; what is written goes into memory and is gone with the container. It
# shares the machine's loopback, where the mail servers listen, and sees DIR/share as /srv. DIR/root runs a command in it as root,
# DIR/as as that person, DIR/down ends it.
set -euo pipefail
D=$(mkdir -p "$1/share" "$1/layer" "$1/tree" && cd "$1" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
TREE=${HEARDBACK_DEBIAN_DIR:-$HERE/../../target/servers/debian}
[ -e "$TREE/complete" ] || { echo "There is no Debian at $TREE; run tests/servers/install.sh" >&2; exit 1; }
TREE=$(cd "$TREE" && pwd)

cat > "$D/inner.sh" <<I
set -e
mount --make-rprivate /
umount -l /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /sys/fs/cgroup/heardback-container-\$\$
echo \$\$ > /sys/fs/cgroup/heardback-container-\$\$/cgroup.procs
# nspawn wants a /run of a machine that systemd has booted.
mount -t tmpfs tmpfs /run; mkdir -p /run/systemd
mount -t tmpfs tmpfs "$D/layer"; mkdir "$D/layer/upper" "$D/layer/work"
mount -t overlay -o lowerdir="$TREE",upperdir="$D/layer/upper",workdir="$D/layer/work" overlay "$D/tree"
# As an installer writes it; a bare tree has none.
printf '127.0.0.1 localhost\n::1 localhost\n' > "$D/tree/etc/hosts"
exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --boot --register=no --keep-unit --console=pipe \
  --timezone=off --resolv-conf=off --bind-ro="$D/share:/srv" --directory="$D/tree" systemd.unit=multi-user.target
I
setsid unshare --mount --propagation private bash "$D/inner.sh" > "$D/boot.log" 2>&1 < /dev/null &
CONTAINER=$!
cat > "$D/down" <<C
#!/bin/bash
# To nspawn that is: shut the system down in order. Whatever does not end is killed.
kill -TERM $CONTAINER 2>/dev/null || true
for _ in \$(seq 200); do kill -0 $CONTAINER 2>/dev/null || exit 0; sleep 0.05; done
kill -KILL $CONTAINER 2>/dev/null || true
C
chmod +x "$D/down"

LEADER=
for _ in $(seq 200); do
  LEADER=$(cat "/proc/$CONTAINER/task/$CONTAINER/children" 2>/dev/null | tr -d ' ') && [ -n "$LEADER" ] &&
    [ "$(cat "/proc/$LEADER/comm" 2>/dev/null)" = systemd ] && break
  sleep 0.05
done
cat > "$D/root" <<C
#!/bin/bash
exec nsenter --target $LEADER --all env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "\$@"
C
cat > "$D/as" <<C
#!/bin/bash
exec nsenter --target $LEADER --all --wdns=/home/sam setpriv --reuid=1000 --regid=1000 --init-groups env -i HOME=/home/sam USER=sam \
  LOGNAME=sam PATH=/usr/bin:/bin XDG_RUNTIME_DIR=/run/user/1000 "\$@"
C
chmod +x "$D/root" "$D/as"

for _ in $(seq 300); do
  state=$("$D/root" systemctl is-system-running 2>/dev/null || true)
  case $state in running|degraded) break ;; esac
  sleep 0.1
done
# nspawn lays a pipe over it whose file it has removed, and over that ProtectKernelLogs= can lay nothing. No real machine has it.
"$D/root" umount /proc/kmsg
"$D/root" useradd --create-home --uid 1000 --comment "Sam Okafor" sam
"$D/root" loginctl enable-linger sam
for _ in $(seq 300); do
  state=$("$D/as" systemctl --user is-system-running 2>/dev/null || true)
  case $state in running|degraded) exit 0 ;; esac
  sleep 0.1
done
echo "The container or its person's service manager does not start; see $D/boot.log" >&2
exit 1
