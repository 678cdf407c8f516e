#!/bin/sh
# examples.sh FOLDER PAGE: runs the ```sh blocks of a Markdown page, in order, as one script in a new
# folder, with the programs of FOLDER on the PATH. The page finds three recordings in music/, described in
# catalog.csv, and a track made of two of them as suspect.mp3 and suspects/upload.mp3; in demo-data what a settlement
# needs; and the examples of the repository.
set -eu
programs=$(cd "$1" && pwd)
page=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk '/^```/ { inside = $0 == "```sh"; next } inside' "$page" >"$work/examples.sh"
[ -s "$work/examples.sh" ] || { echo "$page: has no examples"; exit 1; }

mkdir "$work/music" "$work/suspects"
echo 'path,title,artist' >"$work/catalog.csv"
number=0
for title in First Second Third; do
  number=$((number + 1))
  source=$(find /usr/share/games/wesnoth/*/data/core/music -name '*.ogg' -size +1000k | LC_ALL=C sort | sed -n "${number}p")
  [ -n "$source" ] || { echo "the music of the package wesnoth-music is missing"; exit 1; }
  file=music/$(echo "$title" | tr '[:upper:]' '[:lower:]').ogg
  ffmpeg -nostdin -v error -ss 20 -t 45 -i "$source" -map 0:a -c:a libvorbis "$work/$file"
  echo "$file,$title,Artist" >>"$work/catalog.csv"
done
ffmpeg -nostdin -v error -ss 5 -t 15 -i "$work/music/first.ogg" -ss 10 -t 15 -i "$work/music/third.ogg" \
  -filter_complex '[0:a][1:a]concat=n=2:v=0:a=1' -b:a 128k "$work/suspects/upload.mp3"
cp "$work/suspects/upload.mp3" "$work/suspect.mp3"

ln -s "$(cd "$(dirname "$0")/.." && pwd)/examples" "$work/examples"
mkdir "$work/demo-data"
{
  echo 'track_id,territory,period_start,period_end,uses'
  echo 'upload,DE,2026-10-01,2026-10-31,1000'
} >"$work/demo-data/usage.csv"
{
  echo 'right,work_id,party_id,share_percent'
  echo 'publishing,any,somebody,100'
} >"$work/demo-data/rights.csv"
cd "$work"
"$programs/tributary" -w demo-data --quiet catalog import catalog.csv
"$programs/tributary" -w demo-data --quiet rights import demo-data/rights.csv
"$programs/tributary" -w demo-data trace --json suspects/upload.mp3 >demo-data/traces.jsonl

PATH="$programs:$PATH" sh -eux examples.sh >printed.jsonl || { cat printed.jsonl; exit 1; }
cat printed.jsonl

# What the page promises: both recordings are named, the third is not.
grep -h '"schema":"tributary.trace/1"' ./*.jsonl >answers || { echo "$page: traces nothing"; exit 1; }
for title in First Third; do
  grep -q "\"title\":\"$title\"" answers || { echo "$title is in the track and was not found"; exit 1; }
done
if grep -q '"title":"Second"' answers; then echo "Second is not in the track and was found"; exit 1; fi

# Money goes somewhere, also where nobody has said who holds what.
if grep -q 'royalty statement' "$page"; then
  find demo-data/statements -name '*.html' | grep -q . || { echo "$page: has no statement"; exit 1; }
fi
