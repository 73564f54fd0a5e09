#!/bin/sh
# Keeps the entries of a published list in a file: follow.sh https://lists.example.org us entries.jsonl
set -eu
site=$1 list=$2 copy=$3
touch "$copy"
index=$(curl -fsS "$site/$list/deltas.json")
# The place behind the state that the file is in; 0, and an empty file, where it is in none of them.
sum=$(sha256sum <"$copy" | cut -c-64)
done=$(printf %s "$index" | jq --arg sum "$sum" '[.deltas | to_entries[] | select(.value.target.digest.entries == $sum) | .key + 1] | max // 0')
cat "$copy" >"$copy.new"
[ "$done" != 0 ] || : >"$copy.new"
printf %s "$index" | jq -r --argjson done "$done" '.deltas[$done:][] | "\(.path) \(.sha256) \(.target.digest.entries)"' |
    while read -r path sha256 target; do
        curl -fsS "$site/$path" >"$copy.delta"
        echo "$sha256  $copy.delta" | sha256sum --quiet -c
        { jq -c '{type: "added", id, entry: .}' "$copy.new"; tail -n +2 "$copy.delta"; } |
            jq -cn 'reduce inputs as $line ({};
                    if $line.type == "removed" then del(.[$line.id])
                    elif $line.entry then .[$line.id] = $line.entry else . end)
                | to_entries | sort_by(if .key | test("^[0-9]+$") then [0, (.key | tonumber), .key] else [1, 0, .key] end)
                | .[].value' >"$copy.next"
        echo "$target  $copy.next" | sha256sum --quiet -c
        mv "$copy.next" "$copy.new"
    done
mv "$copy.new" "$copy" && rm -f "$copy.delta"
