#!/usr/bin/env bash
# exim.sh DIR: starts an Exim 4.96 beside the Dovecot that dovecot.sh started in DIR, and delivers into it over LMTP.
#
# Appends SMTPS and SUBMISSION (STARTTLS) to DIR/env. Each user of Dovecot may send after logging in with his address.
# Faults by local part: nosuch@ is refused (550), greylist@ deferred (451). SIZE_LIMIT sets the largest message.
set -euo pipefail
D=$(cd "$1" && pwd)
HERE=$(cd "$(dirname "$0")" && pwd)
. "$D/env"
CERTIFICATE=${CERTIFICATE:-server}
EXIM=${HEARDBACK_EXIM_DIR:-$HERE/../../target/servers/exim}/usr/sbin/exim4
[ -x "$EXIM" ] || { echo "There is no Exim at $EXIM; run tests/servers/install.sh" >&2; exit 1; }
RUN_AS=$(id -un); [ "$(id -u)" = 0 ] && RUN_AS=nobody
GROUP=$(id -gn "$RUN_AS")
read -r SUBMISSION SMTPS < <(python3 "$HERE/free_ports.py" 2)

mkdir -p "$D/exim/spool" "$D/exim/log"
cp "$EXIM" "$D/exim/exim4" # where the user it runs as can reach it
cat > "$D/exim.conf" <<C
exim_path = $D/exim/exim4
exim_user = $RUN_AS
exim_group = $GROUP
trusted_users = $RUN_AS
never_users =
keep_environment =
spool_directory = $D/exim/spool
log_file_path = $D/exim/log/%slog
pid_file_path = $D/exim/exim.pid
primary_hostname = mail.home.test
qualify_domain = home.test
local_interfaces = <; 127.0.0.1.$SUBMISSION ; 127.0.0.1.$SMTPS
tls_on_connect_ports = $SMTPS
tls_advertise_hosts = *
tls_certificate = $D/$CERTIFICATE.pem
tls_privatekey = $D/$CERTIFICATE.key
auth_advertise_hosts = \${if def:tls_in_cipher {*}{}}
deliver_drop_privilege = true
queue_only = false
message_size_limit = ${SIZE_LIMIT:-25M}
smtp_accept_max = 50
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
begin acl
acl_rcpt:
  deny message = 550 5.1.1 no such user here
       local_parts = nosuch
  defer message = 451 4.7.1 greylisted, try again later
       local_parts = greylist
  accept authenticated = *
  deny message = relay not permitted
acl_data:
  accept
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = to_lmtp
begin transports
to_lmtp:
  driver = smtp
  protocol = lmtp
  hosts_avoid_tls = *
  port = $LMTP
  allow_localhost = true
begin retry
* * F,1h,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{match{\$auth2}{@}}{eq{\$auth3}{$PASSWORD}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{match{\$auth1}{@}}{eq{\$auth2}{$PASSWORD}}}}
  server_set_id = \$auth1
C
chmod 644 "$D/exim.conf"
AS=()
if [ "$(id -u)" = 0 ]; then
  chown -R "$RUN_AS:$GROUP" "$D/exim"
  # Exim reads no configuration that its user could have written.
  chown root "$D/exim.conf"
  AS=(setpriv --reuid="$RUN_AS" --regid="$GROUP" --clear-groups)
fi
"${AS[@]}" "$D/exim/exim4" -C "$D/exim.conf" -bd -q10s
printf 'SUBMISSION=%s\nSMTPS=%s\n' "$SUBMISSION" "$SMTPS" >> "$D/env"
for _ in $(seq 1200); do
  (exec 3<>"/dev/tcp/127.0.0.1/$SMTPS") 2>/dev/null && exit 0
  sleep 0.05
done
echo "Exim does not listen; see $D/exim/log" >&2
exit 1
