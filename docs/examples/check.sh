#!/bin/sh
# Checks that a file is the published one, with curl, sha256sum and minisign alone:
# check.sh https://lists.example.org RWQ… us/latest/entries.csv
set -eu
site=$1 key=$2 path=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for file in manifest.json manifest.json.minisig SHA256SUMS "$path"; do
    curl -fsS --create-dirs -o "$folder/$file" "$site/$file"
done
minisign -V -q -P "$key" -m "$folder/manifest.json"
# The signed manifest names SHA256SUMS, and SHA256SUMS names the file.
sums=$(sha256sum <"$folder/SHA256SUMS" | cut -c-64)
grep -qF "\"path\":\"SHA256SUMS\",\"sha256\":\"$sums\"" "$folder/manifest.json"
(cd "$folder" && grep -F "  $path" SHA256SUMS | sha256sum -c)
