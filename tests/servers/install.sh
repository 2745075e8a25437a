#!/usr/bin/env bash
# Installs what the real-server tests need, from Debian's packages (bookworm). As root, or with sudo.
#
# Exim is unpacked, not installed: an installed mail server would start by itself and listen on port 25. So is the one package
# of Cyrus that cannot be installed beside Dovecot.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
EXIM_DIR=${HEARDBACK_EXIM_DIR:-$HERE/../../target/servers/exim}
CYRUS_DIR=${HEARDBACK_CYRUS_DIR:-$HERE/../../target/servers/cyrus}
DEBIAN_DIR=${HEARDBACK_DEBIAN_DIR:-$HERE/../../target/servers/debian}
PACKAGES=(
  dovecot-core dovecot-imapd dovecot-lmtpd   # the IMAP server, and the way mail gets into it
  cyrus-common sasl2-bin libsasl2-modules    # a second and different IMAP server
  openssl python3                            # certificates; free ports, tokens, the faulty SMTP server
  swaks libnet-ssleay-perl                   # hands test mail over
  mutt neomutt s-nail thunderbird            # programs that people reply with
  systemd dbus dbus-user-session             # a service manager of our own
  gnome-keyring libsecret-tools              # a keyring that passwords come from
  chromium fonts-noto-core                   # the report is looked at
  debootstrap systemd-container binutils     # a fresh Debian in a container, for the package
  # what the unpacked Exim links to
  libidn12 libgnutls-dane0 libpcre2-8-0 libdb5.3
)
SUDO=; [ "$(id -u)" = 0 ] || SUDO=sudo

missing=()
for package in "${PACKAGES[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  $SUDO apt-get -qq update
  # Debian would start Dovecot on the usual ports; the tests start their own.
  printf '#!/bin/sh\nexit 101\n' | $SUDO tee /usr/sbin/policy-rc.d >/dev/null
  $SUDO chmod 755 /usr/sbin/policy-rc.d
  DEBIAN_FRONTEND=noninteractive $SUDO apt-get -qq install --no-install-recommends -y "${missing[@]}" >/dev/null
  $SUDO rm -f /usr/sbin/policy-rc.d
fi

# unpack PACKAGE FOLDER PROGRAM
unpack() {
  [ -x "$2/$3" ] && return
  mkdir -p "$2"
  (cd "$2" && apt-get -qq download "$1" && dpkg -x "$1"_*.deb .)
}
unpack exim4-daemon-light "$EXIM_DIR" usr/sbin/exim4
chmod u-s "$EXIM_DIR/usr/sbin/exim4"
unpack cyrus-imapd "$CYRUS_DIR" usr/lib/cyrus/bin/imapd
# A Debian that has nothing of heardback: the package is tried in it. Two minutes, once.
if [ ! -e "$DEBIAN_DIR/complete" ]; then
  $SUDO rm -rf "$DEBIAN_DIR"
  mkdir -p "$(dirname "$DEBIAN_DIR")"
  $SUDO debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,ca-certificates \
    bookworm "$DEBIAN_DIR" >/dev/null
  $SUDO touch "$DEBIAN_DIR/complete"
fi
cargo deb --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-deb
# Exim looks its compile-time user up when it starts, though nothing here runs as that user.
getent passwd Debian-exim >/dev/null ||
  $SUDO useradd --system --no-create-home --shell /usr/sbin/nologin Debian-exim
# Whom the service manager of our own serves: journald keeps a journal for people only, not for nobody.
getent passwd heardback-test >/dev/null ||
  $SUDO useradd --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin heardback-test
for program in "$EXIM_DIR/usr/sbin/exim4" "$CYRUS_DIR/usr/lib/cyrus/bin/imapd"; do
  if ldd "$program" | grep "not found"; then
    echo "$program lacks libraries, see above" >&2
    exit 1
  fi
done
echo "The real-server tests have what they need: cargo test --features real-servers --test servers"
