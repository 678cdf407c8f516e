#!/bin/sh
# make_reports.sh FOLDER OUT: makes a catalog of five tracks and three suspects, and has the program of FOLDER write
# their reports into OUT. The montage is 30% of one track, 10% of another and 60% music outside the catalog. Where the
# lab's generator is built, it also learns a few seconds of the catalog, and what it makes is audited.
set -eu
program=$(cd "$1" && pwd)/tributary
out=$2
music=$(find /usr/share/games/wesnoth/*/data/core/music -maxdepth 0 2>/dev/null | LC_ALL=C sort | head -n 1)
[ -n "$music" ] || { echo "the music of the package wesnoth-music is missing"; exit 1; }
rm -rf "$out"
mkdir -p "$out/suspects"
cd "$out"

cat >catalog.csv <<CSV
path,title,artist
$music/legends_of_the_north.ogg,Legends of the North,Mattias Westlund
$music/battle.ogg,Battle Music,Aleksi Aubry-Carlson
$music/sad.ogg,Sad Theme,Doug Kaufman
$music/knolls.ogg,Knolls,Ryan Reilly
$music/suspense.ogg,"<img src=x onerror=""document.title='owned'"">","""><script>document.title='owned'</script>"
CSV
"$program" -w workspace --quiet catalog import catalog.csv

# part NUMBER TRACK START SECONDS
part() { ffmpeg -nostdin -v error -ss "$3" -t "$4" -i "$music/$2.ogg" -map 0:a -ar 44100 -ac 2 "part$1.wav"; }
part 1 vengeful 20 30
part 2 legends_of_the_north 40 20
part 3 vengeful 90 22
part 4 battle 100 12
part 5 vengeful 150 20
part 6 legends_of_the_north 120 16
part 7 suspense 60 20
sox part1.wav part2.wav part3.wav part4.wav part5.wav part6.wav montage.wav
ffmpeg -nostdin -v error -i montage.wav -b:a 128k suspects/montage.mp3
ffmpeg -nostdin -v error -i part5.wav -b:a 128k suspects/unrelated.mp3
ffmpeg -nostdin -v error -i part7.wav -b:a 128k suspects/hostile.mp3
rm -- *.wav
"$program" -w workspace --quiet trace --report reports suspects/montage.mp3 suspects/unrelated.mp3 suspects/hostile.mp3

programs=$(dirname "$program")
[ -x "$programs/train_generator" ] && [ -x "$programs/lab_generator" ] && [ -x "$programs/tributary-audit" ] || exit 0
"$programs/lab_generator" segments --catalog catalog.csv --per-artist 6 --out segments.tensors >audit.log
"$programs/train_generator" --segments segments.tensors --output generator --epochs 12 >>audit.log
"$programs/train_generator" --segments segments.tensors --output reference --epochs 1 >>audit.log
"$programs/lab_generator" render --model generator/generator.pt --segments 3 --out made.wav
ffmpeg -nostdin -v error -i made.wav -b:a 128k suspects/audited.mp3
cp suspects/audited.mp3 suspects/abstained.mp3
"$program" audit store --model generator/generator.pt --segments segments.tensors --threads 1 --quiet store
store_name=$("$program" audit attribute suspects/audited.mp3 --model generator/generator.pt --store store --threads 1 \
  --json | sed 's/.*"store":"\([0-9a-f]*\)".*/\1/')
# No retraining stands behind these numbers: they are large enough for shares to be seen.
printf 'checkpoint\t%s\nstore\t%s\nslope\t1e-1\nhalf_width\t2e-2\ncoverage\t0.9\nnoise\t1e-6\nown_gain\t0\nitems\t6\n' \
  "$(sha256sum generator/generator.pt | cut -d' ' -f1)" "$store_name" >calibration.tsv
"$program" audit attribute suspects/audited.mp3 --model generator/generator.pt --store store --threads 1 --segments 4 \
  --reference reference/generator.pt --calibration calibration.tsv --report reports >audited.txt
"$program" audit attribute suspects/abstained.mp3 --model generator/generator.pt --store store --threads 1 \
  --report reports --no-audio >abstained.txt
