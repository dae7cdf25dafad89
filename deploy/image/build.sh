#!/bin/sh
# Builds what the image contains into a folder: compiled packages and production dependencies, nothing else.
# Used by deploy/Dockerfile, and runs without Docker:  deploy/image/build.sh TARGET
set -eu

if [ $# -ne 1 ]; then
  echo "usage: $0 TARGET" >&2
  exit 64
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
target=$(cd "$1" && pwd)
if [ -n "$(ls -A "$target")" ]; then
  echo "$0: $target is not empty" >&2
  exit 73
fi

# Installs and compiles where needed; in a clone that is current this takes a second.
node "$root/deploy/local/bootstrap.mjs" build

cd "$root"
"$root/node_modules/.bin/node" deploy/image/manifests.mjs "$root" "$target"

# Compiled code of what runs in production, without specs and type declarations.
packages="libs/contracts libs/control libs/identity libs/masking libs/policy libs/recording libs/service-kit libs/wire"
workspaces=""
for package in $packages services/*; do
  workspaces="$workspaces --workspace $package"
  cp -R "$package/dist" "$target/$package/dist"
done
mkdir -p "$target/deploy/local/dist" "$target/deploy/image"
cp -R deploy/local/dist/provision "$target/deploy/local/dist/provision"
cp deploy/image/start.sh deploy/image/healthy.mjs "$target/deploy/image/"
find "$target" -path '*/dist/*' \( -name '*.spec.*' -o -name '*.d.ts' -o -name '*.map' -o -name '.tsbuildinfo' -o -name 'fixtures' \) \
  -prune -exec rm -rf {} +

# shellcheck disable=SC2086
(cd "$target" && npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error $workspaces)
for manifest in "$target"/libs/*/package.json "$target"/test/package.json; do
  folder=$(dirname "$manifest")
  [ -d "$folder/dist" ] || rm -rf "$folder"
done
find "$target/node_modules" -xtype l -delete
echo "built into $target"
