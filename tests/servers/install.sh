#!/usr/bin/env bash
# Installs what the real-server tests need, from Debian's packages (bookworm). As root, or with sudo.
#
# Exim is unpacked, not installed: an installed mail server would start by itself and listen on port 25.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
EXIM_DIR=${HEARDBACK_EXIM_DIR:-$HERE/../../target/servers/exim}
PACKAGES=(
  dovecot-core dovecot-imapd dovecot-lmtpd   # the IMAP server, and the way mail gets into it
  openssl python3                            # certificates; free ports, tokens, the faulty SMTP server
  swaks libnet-ssleay-perl                   # hands test mail over
  mutt neomutt s-nail                        # programs that people reply with
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

if [ ! -x "$EXIM_DIR/usr/sbin/exim4" ]; then
  mkdir -p "$EXIM_DIR"
  (cd "$EXIM_DIR" && apt-get -qq download exim4-daemon-light && dpkg -x exim4-daemon-light_*.deb . && chmod u-s usr/sbin/exim4)
fi
# Exim looks its compile-time user up when it starts, though nothing here runs as that user.
getent passwd Debian-exim >/dev/null ||
  $SUDO useradd --system --no-create-home --shell /usr/sbin/nologin Debian-exim
ldd "$EXIM_DIR/usr/sbin/exim4" | grep "not found" && { echo "Exim lacks libraries, see above" >&2; exit 1; }
echo "The real-server tests have what they need: cargo test --features real-servers --test servers"
