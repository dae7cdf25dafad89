#!/bin/sh
# Starts one of the programs of the image as this process:  start.sh gateway|approval|…|provision [migrate|--help]
# A service that is given its schema's owner (DATABASE_MIGRATE_URL) is migrated first, and then runs without it.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
program=${1:-}
case "$program" in
  gateway | approval | masking-audit | anomaly-detection | session-archive)
    main="$root/services/$program/dist/main.js"
    # Host names of containers differ, so each replica has its name (and its spool) without being told.
    export SALLYPORT_REPLICA="${SALLYPORT_REPLICA:-$(hostname)}"
    ;;
  provision) main="$root/deploy/local/dist/provision/main.js" ;;
  *)
    echo "usage: $0 gateway|approval|masking-audit|anomaly-detection|session-archive|provision [migrate|--help]" >&2
    exit 64
    ;;
esac
shift
case "$program$#" in
  gateway0 | provision0) ;;
  *0)
    if [ -n "${DATABASE_MIGRATE_URL:-}${DATABASE_MIGRATE_URL_FILE:-}" ]; then
      node --enable-source-maps "$main" migrate
      unset DATABASE_MIGRATE_URL DATABASE_MIGRATE_URL_FILE
    fi
    ;;
esac
# What the package of the program wants of Node.
flags=""
case "$program" in
  provision) ;;
  *) flags=$(node -p "(require('$root/services/$program/package.json').sallyport?.nodeFlags ?? []).join(' ')") ;;
esac
# shellcheck disable=SC2086
exec node --enable-source-maps $flags "$main" "$@"
