#!/bin/sh
# What s-nail takes for sendmail(8): the message on stdin, recipients as arguments. Sends through Exim, encrypted.
. "$SNAIL_DIR/env"
mail=$(mktemp); trap 'rm -f "$mail"' EXIT
cat > "$mail"
to=
for word in "$@"; do
  case $word in -*) ;; *@*) to="${to:+$to,}$word" ;; esac
done
swaks --silent 2 --server "localhost:$SUBMISSION" --tls --tls-verify --tls-ca-path "$CA" --auth PLAIN \
  --auth-user "$SNAIL_USER" --auth-password "$PASSWORD" --from "$SNAIL_USER" --to "$to" --data "@$mail"
