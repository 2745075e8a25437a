#!/usr/bin/env bash
# dovecot.sh DIR: starts a Dovecot 2.3 of our own in DIR, on loopback, without root's rights, on free ports.
#
# Three mailboxes, each with the password "secret": the owner's and two employers'. Writes DIR/env (KEY=VALUE lines) and
# DIR/run/master.pid. The environment may set CERTIFICATE=other for a certificate that does not fit.
set -euo pipefail
D=$(mkdir -p "$1" && cd "$1" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
CERTIFICATE=${CERTIFICATE:-server}
USERS=(owner@home.test hr@fernhill.test jobs@quarry.test)
PASSWORD=secret
RUN_AS=$(id -un); [ "$(id -u)" = 0 ] && RUN_AS=nobody
GROUP=$(id -gn "$RUN_AS")

mkdir -p "$D"/{run,state,mail,log,keys/default/HS256}
[ -f "$D/ca.pem" ] || "$HERE/certificates.sh" "$D"
read -r IMAPS IMAP LMTP < <(python3 "$HERE/free_ports.py" 3)
# Access tokens (token.py) are checked against this key: <prefix>/<azp>/<algorithm>/<kid>, in base64.
printf 'heardback-test-token-key-0123456' | base64 -w0 > "$D/keys/default/HS256/default"
for user in "${USERS[@]}"; do
  printf '%s:{PLAIN}%s:%s:%s::%s::\n' "$user" "$PASSWORD" "$(id -u "$RUN_AS")" "$(id -g "$RUN_AS")" "$D/mail/$user"
done > "$D/users"
cat > "$D/oauth2.conf" <<C
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=$D/keys/
username_attribute = email
C
cat > "$D/dovecot.conf" <<C
base_dir = $D/run
state_dir = $D/state
instance_name = heardback-$$
log_path = $D/log/dovecot.log
# One user everywhere and no chroot: then no step needs root.
default_internal_user = $RUN_AS
default_internal_group = $GROUP
default_login_user = $RUN_AS
first_valid_uid = 1
mail_uid = $RUN_AS
mail_gid = $GROUP
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$D/$CERTIFICATE.pem
ssl_key = <$D/$CERTIFICATE.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_username_format = %Lu
auth_failure_delay = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $D/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%Lu $D/users
}
userdb {
  driver = passwd-file
  args = username_format=%Lu $D/users
}
mail_location = maildir:~/Maildir
mailbox_list_index = yes
mail_max_userip_connections = 50
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \Drafts
    auto = subscribe
  }
  mailbox Sent {
    special_use = \Sent
    auto = subscribe
  }
  mailbox Junk {
    special_use = \Junk
    auto = subscribe
  }
  mailbox Archive {
    special_use = \Archive
    auto = create
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = $IMAPS
    ssl = yes
  }
}
service anvil {
  chroot =
  # Else each refused login from this address makes the next one wait longer.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service lmtp {
  user = $RUN_AS
  inet_listener lmtp {
    address = 127.0.0.1
    port = $LMTP
  }
}
protocol lmtp {
  postmaster_address = postmaster@home.test
}
C
AS=()
if [ "$(id -u)" = 0 ]; then
  chown -R "$RUN_AS:$GROUP" "$D"
  AS=(setpriv --reuid="$RUN_AS" --regid="$GROUP" --clear-groups)
fi
"${AS[@]}" /usr/sbin/dovecot -c "$D/dovecot.conf"
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
echo "Dovecot does not listen; see $D/log/dovecot.log" >&2
exit 1
