#!/bin/sh
# Starts one of the programs of the image as this process:  start.sh gateway|approval|…|provision [--help]
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
    echo "usage: $0 gateway|approval|masking-audit|anomaly-detection|session-archive|provision [--help]" >&2
    exit 64
    ;;
esac
shift
exec node --enable-source-maps "$main" "$@"
