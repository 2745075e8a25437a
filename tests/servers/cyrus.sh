#!/usr/bin/env bash
# cyrus.sh DIR: starts a Cyrus 3.6 of our own in DIR, on loopback, on free ports, in the place of dovecot.sh. As root only:
# its master gives its rights up by itself.
#
# The same three mailboxes with the same password. Debian's IMAP servers remove one another when they are installed, so that
# cyrus-imapd is unpacked beside cyrus-common (install.sh).
set -euo pipefail
D=$(mkdir -p "$1" && cd "$1" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
CYRUS=${HEARDBACK_CYRUS_DIR:-$HERE/../../target/servers/cyrus}/usr/lib/cyrus/bin
[ -x "$CYRUS/imapd" ] || { echo "There is no Cyrus at $CYRUS; run tests/servers/install.sh" >&2; exit 1; }
USERS=(owner@home.test hr@fernhill.test jobs@quarry.test)
PASSWORD=secret

# imapd puts its socket for idled into conf/socket, and never wakes without.
mkdir -p "$D"/{conf/socket,part,sock,run,bin}
cp "$CYRUS"/{imapd,idled} "$D/bin" # where the user it runs as can reach it
[ -f "$D/ca.pem" ] || "$HERE/certificates.sh" "$D"
read -r IMAPS IMAP LMTP < <(python3 "$HERE/free_ports.py" 3)
cat > "$D/imapd.conf" <<C
cyrus_user: cyrus
cyrus_group: mail
configdirectory: $D/conf
partition-default: $D/part
defaultpartition: default
proc_path: $D/run/proc
mboxname_lockpath: $D/run/lock
lmtpsocket: $D/sock/lmtp
idlesocket: $D/conf/socket/idle
notifysocket: $D/sock/notify
syslog_prefix: heardback
servername: localhost
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: $D/sasldb2
sasl_mech_list: PLAIN LOGIN
virtdomains: userid
unixhierarchysep: yes
altnamespace: yes
autocreate_quota: 0
autocreate_post: 1
autocreate_inbox_folders: Drafts | Sent | Junk | Archive
autocreate_subscribe_folders: Drafts | Sent | Junk | Archive
xlist-sent: Sent
xlist-drafts: Drafts
xlist-junk: Junk
xlist-archive: Archive
tls_server_cert: $D/server.pem
tls_server_key: $D/server.key
duplicatesuppression: no
conversations: no
imapidlepoll: 60
popminpoll: 0
lmtp_downcase_rcpt: yes
munge8bit: no
C
cat > "$D/cyrus.conf" <<C
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -C $D/imapd.conf -r"
}
SERVICES {
  imap   cmd="$D/bin/imapd -C $D/imapd.conf -U 30"    listen="127.0.0.1:$IMAP"  prefork=0
  imaps  cmd="$D/bin/imapd -C $D/imapd.conf -s -U 30" listen="127.0.0.1:$IMAPS" prefork=0
  lmtp   cmd="lmtpd -C $D/imapd.conf -a"              listen="127.0.0.1:$LMTP"  prefork=0
}
DAEMON {
  idled  cmd="$D/bin/idled -C $D/imapd.conf"
}
C
for user in "${USERS[@]}"; do
  echo "$PASSWORD" | saslpasswd2 -c -p -f "$D/sasldb2" -u "${user#*@}" "${user%@*}"
done
chown -R cyrus:mail "$D"
chmod 711 "$D"
/usr/sbin/cyrmaster -d -C "$D/imapd.conf" -M "$D/cyrus.conf" -p "$D/run/master.pid"
cat > "$D/env" <<C
DIR=$D
CA=$D/ca.pem
IMAPS=$IMAPS
IMAP=$IMAP
LMTP=$LMTP
PASSWORD=$PASSWORD
C
for _ in $(seq 1200); do
  (exec 3<>"/dev/tcp/127.0.0.1/$IMAPS") 2>/dev/null && exit 0
  sleep 0.05
done
echo "Cyrus does not listen; see the system's mail log" >&2
exit 1
