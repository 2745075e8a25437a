#!/usr/bin/env bash
# mutt-reply.sh PROGRAM DIR USER ANSWER SUBJECT: answers the newest mail whose subject has SUBJECT in it, with a real mutt
# or neomutt on a terminal of its own. It sends through Exim and files its copy in Sent, as it does for people.
set -euo pipefail
PROGRAM=$1; . "$2/env"; USER_ADDRESS=$3; export ANSWER=$4; SUBJECT=$5
HERE=$(cd "$(dirname "$0")" && pwd)
HOME=$(mktemp -d); export HOME; trap 'rm -rf "$HOME"' EXIT
RC=$HOME/muttrc
cat > "$RC" <<C
set folder="imaps://localhost:$IMAPS/" spoolfile="imaps://localhost:$IMAPS/INBOX"
set imap_user="$USER_ADDRESS" imap_pass="$PASSWORD"
set smtp_url="smtp://$USER_ADDRESS@localhost:$SUBMISSION/" smtp_pass="$PASSWORD" smtp_authenticators="plain"
set ssl_starttls=yes ssl_force_tls=yes ssl_ca_certificates_file="$CA" certificate_file=/dev/null
set from="$USER_ADDRESS" realname="Alex Owner" use_from=yes envelope_from=yes hostname=home.test
set record="=Sent" postponed="=Drafts" copy=yes
set sleep_time=0 timeout=1 wait_key=no beep=no confirmappend=no quit=yes delete=yes move=no recall=no
set editor="$HERE/editor.sh" include=yes fast_reply=yes abort_unmodified=no abort_nosubject=no
set text_flowed=${FLOWED:-yes} sort=date crypt_autosign=no
push "<limit>~s '$SUBJECT'<enter><last-entry><reply><send-message><exit>"
C
TERM=xterm timeout 120 script -qec "$PROGRAM -n -F $RC" /dev/null </dev/null
