#!/usr/bin/env bash
# snail-reply.sh DIR USER ANSWER SUBJECT: answers the newest mail whose subject has SUBJECT in it, with a real s-nail.
set -euo pipefail
export SNAIL_DIR=$1; . "$1/env"; export SNAIL_USER=$2; ANSWER=$3; SUBJECT=$4
HERE=$(cd "$(dirname "$0")" && pwd)
RC=$(mktemp); trap 'rm -f "$RC"' EXIT
BOX="imaps://${SNAIL_USER//@/%40}:$PASSWORD@localhost:$IMAPS/INBOX"
cat > "$RC" <<C
set v15-compat tls-ca-file=$CA tls-verify=strict
set from="Alex Owner <$SNAIL_USER>" hostname=home.test
set mta=$HERE/sendmail.sh record="imaps://${SNAIL_USER//@/%40}:$PASSWORD@localhost:$IMAPS/Sent"
set indentprefix="> " sendwait sendcharsets=utf-8 ttycharset=utf-8 mime-encoding=8b
C
export MAILRC=$RC
NUMBER=$(printf "from '(subject \"%s\")'\nx\n" "$SUBJECT" | s-nail -n -# -f "$BOX" 2>/dev/null |
  grep -oE '^[^0-9]{0,4}[0-9]+' | grep -oE '[0-9]+' | tail -1)
# ~m puts the quoted message below what has been written.
printf 'reply %s\n%s\n\n~m\n~.\nx\n' "$NUMBER" "$ANSWER" | timeout 120 s-nail -n -# -f "$BOX"
