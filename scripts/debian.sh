#!/usr/bin/env bash
# Debian packages for tests: 'debian.sh install PACKAGE...' and 'debian.sh lavapipe'. Does nothing for what is there.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

BACKPORTS=/etc/apt/sources.list.d/patina-backports
LAVAPIPE_LEAST=24

is_installed() {
  [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]
}

require_root() {
  command -v apt-get >/dev/null || { echo "debian.sh: no apt-get here; install by hand: $*" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || { echo "debian.sh: not root; run: sudo apt-get install $*" >&2; exit 1; }
}

install_packages() {
  local missing=()
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  if [ ${#missing[@]} = 0 ]; then echo "debian.sh: already installed: $*"; return; fi
  require_root "${missing[@]}"
  echo "debian.sh: installing ${missing[*]}"
  apt-get update -q
  apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# The machine's own Debian archive entry with its suite changed: no host is named here.
write_backports_source() {
  local codename=$1 file stanza line
  rm -f "$BACKPORTS.sources" "$BACKPORTS.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -e "$file" ] || continue
    # One stanza is one record; the first that serves the release itself is the archive.
    stanza=$(awk -v RS= -v suite="$codename" '{
      n = split($0, lines, "\n"); hit = 0
      for (i = 1; i <= n; i++) if (lines[i] ~ /^Suites:/ && lines[i] ~ "[ :\t]" suite "([ \t]|$)") hit = 1
      if (!hit) next
      for (i = 1; i <= n; i++) {
        if (lines[i] ~ /^#/) continue
        if (lines[i] ~ /^Suites:/) print "Suites: " suite "-backports"; else print lines[i]
      }
      exit
    }' "$file")
    if [ -n "$stanza" ]; then printf '%s\n' "$stanza" >"$BACKPORTS.sources"; return 0; fi
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$file" ] || continue
    line=$(grep -m1 -E "^deb +(\[[^]]*\] +)?[^ ]+ +$codename +" "$file" || true)
    if [ -n "$line" ]; then
      printf '%s\n' "$line" | sed -E "s/ $codename +/ $codename-backports /" >"$BACKPORTS.list"
      return 0
    fi
  done
  return 1
}

# A lavapipe that Dawn takes and that has shader-f16: Debian 12's own is too old, its backport is not.
install_lavapipe() {
  local codename version
  version=$(dpkg-query -W -f '${Version}' mesa-vulkan-drivers 2>/dev/null || true)
  if [ -n "$version" ] && dpkg --compare-versions "$version" ge "$LAVAPIPE_LEAST"; then
    echo "debian.sh: lavapipe is there (mesa-vulkan-drivers $version)"
    return
  fi
  require_root mesa-vulkan-drivers
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  if ! write_backports_source "$codename"; then
    echo "debian.sh: no Debian source entry for '$codename' to copy" >&2
    return 1
  fi
  if ! apt-get update -q; then
    rm -f "$BACKPORTS.sources" "$BACKPORTS.list"
    echo "debian.sh: this machine's Debian archive has no $codename-backports" >&2
    return 1
  fi
  apt-get install -q -y --no-install-recommends -t "$codename-backports" mesa-vulkan-drivers
}

case "${1:-}" in
  install) shift; install_packages "$@" ;;
  lavapipe) install_lavapipe ;;
  *) echo "usage: debian.sh install PACKAGE... | lavapipe" >&2; exit 2 ;;
esac
