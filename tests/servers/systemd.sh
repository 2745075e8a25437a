#!/usr/bin/env bash
# systemd.sh DIR: starts a `systemd --user` of our own with its own journal, where the machine's PID 1 need not be systemd.
#
# As root; it runs as the user heardback-test (install.sh makes it), in a private mount namespace. Its home is a new folder below
# /home, which DIR/home links to: units with PrivateTmp see nothing of /tmp. DIR/as runs a command as that user beside that manager; DIR/down stops both.
set -euo pipefail
D=$(mkdir -p "$1" && cd "$1" && pwd)
RUN_AS=heardback-test
UID_OF=$(id -u "$RUN_AS"); GID_OF=$(id -g "$RUN_AS")
[ -s /etc/machine-id ] || systemd-machine-id-setup >/dev/null
HOME_OF=$(mktemp -d /home/heardback-test.XXXXXX)
chown "$UID_OF:$GID_OF" "$HOME_OF"
ln -s "$HOME_OF" "$D/home"

cat > "$D/inner.sh" <<I
set -e
mount --make-rprivate /
# A /run of our own: /run/systemd/system makes sd_booted(3) true, and nothing outside sees it.
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/{system,unit-root,incoming,propagate,journal} /run/credentials /run/user/$UID_OF /run/dbus /run/log/journal
chown $UID_OF:$GID_OF /run/user/$UID_OF; chmod 700 /run/user/$UID_OF
umount -l /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# As logind names it, or journald cannot tell whose unit writes.
group=/sys/fs/cgroup/user.slice/user-$UID_OF.slice/user@$UID_OF.service
mkdir -p \$group/init.scope; chown -R $UID_OF:$GID_OF \$group
# Persistent and flushed: only then does each user have a journal.
mkdir -p /var/log/journal; mount -t tmpfs -o mode=2755 tmpfs /var/log/journal
touch /run/systemd/journal/flushed
/lib/systemd/systemd-journald > "$D/journald.log" 2>&1 & echo \$! > "$D/journald.pid"
for _ in \$(seq 1200); do [ -S /run/systemd/journal/stdout ] && break; sleep 0.05; done
echo \$\$ > \$group/init.scope/cgroup.procs
touch "$D/ready"
exec setpriv --reuid=$UID_OF --regid=$GID_OF --init-groups env -i HOME=$HOME_OF USER=$RUN_AS LOGNAME=$RUN_AS \
  PATH=/usr/local/bin:/usr/bin:/bin XDG_RUNTIME_DIR=/run/user/$UID_OF /lib/systemd/systemd --user --log-target=console
I
setsid unshare --mount --propagation private bash "$D/inner.sh" > "$D/manager.log" 2>&1 < /dev/null &
MANAGER=$!
for _ in $(seq 1200); do [ -e "$D/ready" ] && break; sleep 0.05; done

cat > "$D/as" <<C
#!/bin/bash
cd /
exec nsenter -t $MANAGER -m setpriv --reuid=$UID_OF --regid=$GID_OF --init-groups env -i HOME=$HOME_OF USER=$RUN_AS \
  PATH=/usr/local/bin:/usr/bin:/bin XDG_RUNTIME_DIR=/run/user/$UID_OF "\$@"
C
cat > "$D/down" <<C
#!/bin/bash
kill -RTMIN+14 $MANAGER 2>/dev/null || true
for _ in \$(seq 100); do kill -0 $MANAGER 2>/dev/null || break; sleep 0.05; done
kill -KILL $MANAGER 2>/dev/null || true
kill \$(cat "$D/journald.pid") 2>/dev/null || true
rm -rf "$HOME_OF"
C
chmod +x "$D/as" "$D/down"
for _ in $(seq 600); do
  state=$("$D/as" systemctl --user is-system-running 2>/dev/null || true)
  case $state in running|degraded) exit 0 ;; esac
  sleep 0.1
done
echo "The manager does not start; see $D/manager.log" >&2
exit 1
