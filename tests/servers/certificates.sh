#!/usr/bin/env bash
# certificates.sh DIR: an authority (ca.pem) and two certificates by it: server.pem for localhost and 127.0.0.1,
# other.pem for another host.
set -euo pipefail
D=$1
KEY=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)

openssl req -x509 "${KEY[@]}" -days 3650 -subj "/CN=heardback test authority" -keyout "$D/ca.key" -out "$D/ca.pem" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=keyCertSign" 2>/dev/null

# issue NAME SUBJECT_ALT_NAME DAYS
issue() {
  openssl req "${KEY[@]}" -subj "/CN=$1" -keyout "$D/$1.key" -out "$D/$1.csr" 2>/dev/null
  openssl x509 -req -in "$D/$1.csr" -CA "$D/ca.pem" -CAkey "$D/ca.key" -CAcreateserial -days "$3" -out "$D/$1.pem" \
    -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$2") 2>/dev/null
  chmod 644 "$D/$1.key" # a test key, read by servers under several users
}
issue server DNS:localhost,IP:127.0.0.1 825
issue other DNS:mail.elsewhere.test 825
