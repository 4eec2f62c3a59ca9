#!/usr/bin/env bash
# Builds the folder of a container image: a Java runtime with the modules that the program needs, and
# the program. docs/kubernetes.md has its use.
set -euo pipefail

fail() {
  printf 'image.sh: %s\n' "$2" >&2
  exit "$1"
}

[ $# = 1 ] && [ "${1:0:1}" != - ] ||
  fail 2 "give the folder to be written, which must not exist: launcher/image.sh target/image"
[ ! -e "$1" ] || fail 2 "$1 exists; remove it, or name another folder."
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$1

"$root/finegrain" --version >/dev/null # builds the program where that is needed
follow_links() { readlink -f "$1"; }
# shellcheck source=launcher/jdk.sh
. "$root/launcher/jdk.sh"
find_java javac
[ -x "$java_home/bin/jlink" ] || fail 2 "$java_home has no jlink; install a full JDK, or set JAVA_HOME to one."
program=$root/target/launcher/trainer/$(cat "$root/target/launcher/trainer/current")

part=$out.part
rm -rf "$part"
mkdir -p "$(dirname "$part")"
# What "jdeps --print-module-deps" says of the program's jars. Without java.desktop there are no JPEG
# and PNG files.
said=$("$java_home/bin/jlink" --output "$part" --strip-debug --no-header-files --no-man-pages \
  --add-modules java.base,java.desktop,java.net.http,java.sql,jdk.incubator.vector,jdk.jfr,jdk.management,jdk.zipfs 2>&1) ||
  fail 1 "jlink failed ($said)."
mkdir "$part/program"
cp -R "$program/lib" "$program/native" "$part/program"
cat >"$part/bin/finegrain" <<'END'
#!/bin/sh
# The file system may be read-only but for the output, so the JVM writes nothing by itself.
home=$(dirname "$(dirname "$(readlink -f "$0")")")
exec "$home/bin/java" -XX:ObjectAlignmentInBytes=64 -XX:MetaspaceSize=64m -XX:+UseSerialGC -XX:-UsePerfData \
  -XX:ErrorFile=/dev/stderr --sun-misc-unsafe-memory-access=allow --enable-native-access=finegrain.onednn \
  ${FINEGRAIN_JAVA_OPTIONS:-} -p "$home/program/lib:$home/program/native" \
  -m finegrain.trainer/finegrain.trainer.cli.Main "$@"
END
chmod 755 "$part/bin/finegrain"
chmod -R a+rX "$part"
mv "$part" "$out"
printf 'wrote %s (%s)\n' "$out" "$(du -sh "$out" | cut -f1)"
