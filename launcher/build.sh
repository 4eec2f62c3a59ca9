# shellcheck shell=bash
# Builds programs, and finds the one that is built. The file ../finegrain reads it.
#
# Maven builds in */target/launcher, apart from a developer's mvn. Each program is then linked into
# a folder of its own, target/launcher/MODULE/NAME, and is never changed: a running JVM keeps its
# jars. The file "current" beside it has the name of the newest one, and is replaced by renaming.
# "sources" in the folder has the checksums of the program's sources, and the time of the build's
# start.

launcher_folder=$root/target/launcher
programs=$launcher_folder/$module
program=

sources="pom.xml launcher kernels/pom.xml kernels/src/main kernels/src/generated native/pom.xml native/src/main trainer/pom.xml trainer/src/main"
if [ "$module" != trainer ]; then sources="$sources $module/pom.xml $module/src/main"; fi

# Sets program to the newest one that is built, if there is one, and holds it by a lock that the JVM
# inherits: a builder deletes no program that is held.
find_program() {
  local name try held
  program=
  for try in 1 2 3 4 5; do
    { read -r name <"$programs/current"; } 2>/dev/null || return 1
    if { exec 8<"$programs/$name/sources"; } 2>/dev/null; then
      held=0
      flock -s -n 8 2>/dev/null || held=$?
      # 1: it is being deleted. Other codes: there is no flock here, or the file system has no locks.
      if [ "$held" != 1 ] && [ -f "$programs/$name/sources" ]; then
        program=$programs/$name
        return 0
      fi
      exec 8<&-
    fi
    sleep 0.1
  done
  return 1
}

# Third-party libraries are fetched when a command first needs them, and then kept: oneDNN (27 MB),
# and for the benchmarks OpenBLAS (20 MB), MKL (180 MB) and PyTorch (117 MB).
has_library() {
  [ -n "$program" ] || return 1
  case $1 in
    onednn) ls "$program"/native/dnnl-*.jar ;;
    openblas) ls "$program"/lib/openblas-*-*-*-*.jar ;;
    mkl) ls "$program"/lib/mkl-*-redist.jar ;;
    pytorch) ls "$program"/lib/pytorch-native-cpu-*.jar ;;
  esac >/dev/null 2>&1
}

named() {
  printf '%s' "$1" | sed 's/onednn/oneDNN/; s/openblas/OpenBLAS/; s/mkl/MKL/; s/pytorch/PyTorch/; s/ *$//; s/ / and /'
}

# The libraries that this command needs and that are missing.
missing_libraries() {
  local name
  for name in $libraries; do
    has_library "$name" || printf '%s ' "$name"
  done
}

# A checksum of each source: of a deleted one, too, the list differs.
checksums() {
  # shellcheck disable=SC2086 # the sources are words
  (cd "$root" && find $sources -type f -exec cksum {} + | LC_ALL=C sort -k 3) 2>/dev/null
}

# Whether the program is of these sources. Only where a time says that one may have changed are all
# of them read: clocks differ, and copies get times of their own. Folders are compared too, because
# a deleted file changes its folder.
sources_unchanged() {
  local changed
  [ -n "$program" ] || return 1
  # shellcheck disable=SC2086 # the sources are words
  changed=$(cd "$root" && find $sources -newercm "$program/sources" 2>/dev/null) || changed=unknown
  if [ -z "$changed" ]; then return 0; fi
  local now=$programs/now.$$
  { true >"$now"; } 2>/dev/null || now=
  if ! checksums | cmp -s - "$program/sources"; then
    if [ -n "$now" ]; then rm -f "$now"; fi
    return 1
  fi
  # The next start need not read them again.
  if [ -n "$now" ]; then
    touch -c -r "$now" "$program/sources" 2>/dev/null || true
    rm -f "$now"
  fi
}

is_up_to_date() {
  find_program && [ -z "$(missing_libraries)" ] && sources_unchanged
}

# Whether the folder of the programs takes a file.
takes_files() {
  local probe=$programs/probe.$$ result=0
  { printf '%65536s' '' >"$probe"; } 2>/dev/null || result=1
  rm -f "$probe"
  return $result
}

check_writable() {
  if mkdir -p "$programs" 2>/dev/null && [ -w "$programs" ]; then
    if takes_files; then return 0; fi
    fail 2 "Finegrain cannot be built in $programs, because the disk or the quota is full."
  fi
  if [ -n "$program" ]; then
    fail 2 "the sources in $root have changed since they were built, and you cannot write to $programs; let the owner start ./finegrain there once."
  fi
  fail 2 "Finegrain is not built yet, and you cannot write to $programs; let the owner of $root start ./finegrain there once."
}

# A source that is dated in the future tells of a clock that was wrong.
warn_of_future() {
  local now=$1 first count
  # shellcheck disable=SC2086 # the sources are words
  first=$(cd "$root" && find $sources -type f -newer "$now" 2>/dev/null | sort) || true
  [ -n "$first" ] || return 0
  count=$(printf '%s\n' "$first" | wc -l)
  first=${first%%$'\n'*}
  if [ "$count" -gt 1 ]; then first="$first (and $((count - 1)) more)"; fi
  printf 'finegrain: warning: dated in the future: %s; check the clock.\n' "$first" >&2
}

maven() {
  local folder
  for folder in kernels native trainer "$module"; do rm -rf "$root/$folder/target/launcher/lib"; done
  { (cd "$root" && JAVA_HOME=$java_home exec mvn -q -B -Dfinegrain.launcher "$@" package) >"$log" 2>&1 </dev/null; } 2>/dev/null
}

# Why Maven failed, as a sentence, from its output; empty if it is none of what is known.
maven_failure() {
  local reach='' offline='' lacking=''
  if grep -qE 'No space left on device|[Qq]uota exceeded' "$log" || ! takes_files; then
    printf 'the disk or the quota is full'
    return 0
  fi
  reach=$(sed -n 's/ -> \[Help.*//; s/.*[Cc]ould not transfer .* from\/to [^ ]* (\([^)]*\)): \(.*\)/\1: \2/p' "$log")
  offline=$(sed -n 's/.*Cannot access [^ ]* (\([^)]*\)) in offline mode.*/\1/p' "$log")
  lacking=$(sed -n 's/.*[Cc]ould not find artifact \([^ ]*\) in [^ ]* (\([^)]*\)).*/\2 does not have \1/p' "$log")
  if [ -n "$reach" ]; then
    printf 'Maven could not fetch what it needs from %s (check the network, and the proxy and the mirror in the settings.xml of Maven)' "${reach%%$'\n'*}"
  elif [ -n "$offline" ]; then
    printf 'Maven is in offline mode and has not yet fetched what it needs from %s' "${offline%%$'\n'*}"
  elif [ -n "$lacking" ]; then
    printf '%s (check the mirror in the settings.xml of Maven)' "${lacking%%$'\n'*}"
  elif grep -q 'Could not create local repository' "$log"; then
    printf 'Maven cannot write to its local repository, %s' "$(sed -n 's/.*Could not create local repository at \([^ ]*\).*/\1/p' "$log" | sed -n 1p)"
  fi
}

# Gives a file of jars a second name, or a copy where the file system has no hard links.
place() {
  local from=$1 to=$2
  mkdir -p "$to" && { ln "$from"/*.jar "$to" 2>/dev/null || { rm -f "$to"/*.jar && cp "$from"/*.jar "$to"; }; }
}

# Makes what Maven has built a program, and the newest one.
publish() {
  local name new previous
  name=$(date +%Y%m%d-%H%M%S)-$$
  new=$programs/$name
  { read -r previous <"$programs/current"; } 2>/dev/null || previous=
  if ! { place "$root/$module/target/launcher/lib" "$new/lib" && place "$root/native/target/launcher/lib" "$new/native" &&
    mv "$checksums" "$new/sources" && printf '%s\n' "$name" >"$programs/current.new" &&
    mv -f "$programs/current.new" "$programs/current"; } 2>>"$log"; then
    rm -rf "$new"
    fail 1 "the program could not be written to $new: $(tail -n 1 "$log" 2>/dev/null)"
  fi
  # From now on it is old.
  if [ -n "$previous" ]; then touch -c "$programs/$previous"; fi
  delete_old "$name"
}

# Deletes the programs but the newest, and those that are held. Where locks cannot tell, an old one
# stays for a week.
delete_old() {
  local newest=$1 old held
  for old in "$programs"/*/; do
    old=${old%/}
    if [ "$old" = "$programs/$newest" ]; then continue; fi
    held=0
    if { exec 7<>"$old/sources"; } 2>/dev/null; then
      flock -n 7 2>/dev/null || held=$?
      if [ "$held" -gt 1 ] && [ -n "$(find "$old" -maxdepth 0 -mtime +7)" ]; then held=0; fi
    fi
    if [ "$held" = 0 ]; then rm -rf "$old" || true; fi
    exec 7>&-
  done
}

# Builds once, with the libraries whose names follow. Maven's output goes to log.
build_with() {
  local modules=$module flags=() name
  case $module in
    trainer) modules=trainer,native ;;
    cluster) flags+=(-Dfinegrain.cluster) ;;
  esac
  for name in "$@"; do flags+=("-Dfinegrain.$name"); done
  # bash 3.2 treats an empty array as unset.
  maven -pl "$modules" -am ${flags[@]+"${flags[@]}"} || return 1
  publish
}

build() {
  local why missing changed=true kept=() name
  local log=$launcher_folder/build.log now=$programs/now checksums=$programs/sources.new
  if is_up_to_date; then return 0; fi # Another launcher has built it.
  missing=$(missing_libraries)
  if sources_unchanged; then changed=false; fi
  # It would keep its program from being deleted.
  exec 8<&-
  command -v mvn >/dev/null || fail 2 "building Finegrain needs Maven, and the PATH has no mvn; install Maven."
  if ! $changed; then
    why="to fetch $(named "$missing")"
  elif [ -n "$program" ]; then
    why="its sources have changed"
  else
    why="first use, about a minute"
    if [ "$module" = cluster ]; then why="first use on Spark, which is fetched: 220 MB"; fi
  fi
  for name in onednn openblas mkl pytorch; do
    if has_library "$name"; then kept+=("$name"); fi
  done
  printf 'Building Finegrain (%s) ...\n' "$why" >&2
  true >"$now"
  checksums >"$checksums" || true # Maven says what is wrong with a source.
  touch -r "$now" "$checksums"
  warn_of_future "$now"
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 # the libraries are words
    if build_with ${kept[@]+"${kept[@]}"} $missing; then return 0; fi
    mv "$log" "$log.libraries"
    why=$(log=$log.libraries maven_failure)
    printf 'finegrain: %s could not be fetched%s; all of Maven'"'"'s output is in %s\n' "$(named "$missing")" "${why:+, because $why}" "$log.libraries" >&2
    if ! $changed; then return 0; fi
  fi
  if ! build_with ${kept[@]+"${kept[@]}"}; then
    why=$(maven_failure)
    if [ -n "$why" ]; then fail 2 "the build failed, because $why; all of Maven's output is in $log"; fi
    sed '/To see the full stack trace/,$d' "$log" | tail -n 15 >&2
    fail 1 "the build failed; all of Maven's output is in $log"
  fi
}

# A lock without locks of the file system: a folder, which only one process can make.
lock_by_folder() {
  local lock=$1 holder told= me
  me="$(uname -n) $$"
  until mkdir "$lock" 2>/dev/null; do
    [ -d "$lock" ] || takes_files || fail 2 "the folder $lock cannot be made; is the disk full?"
    holder=$(cat "$lock/holder" 2>/dev/null) || holder=
    if is_gone "$lock" "$holder"; then
      remove_dead "$lock"
      continue
    fi
    if [ -z "$told" ]; then
      printf 'finegrain: waiting for a build by another start (host and process: %s); if there is none, delete %s\n' "${holder:-unknown}" "$lock" >&2
      told=true
    fi
    sleep 1
  done
  folder_lock=$lock
  trap 'rm -rf "$folder_lock"' EXIT
  printf '%s\n' "$me" >"$lock/holder"
}

# Removes the lock of a process that has ended. Only one of those that wait may look and remove: else
# one would remove the lock that another has just made.
remove_dead() {
  local lock=$1 removing=$1.removing
  if mkdir "$removing" 2>/dev/null; then
    if is_gone "$lock" "$(cat "$lock/holder" 2>/dev/null)"; then rm -rf "$lock"; fi
    rmdir "$removing"
  else
    sleep 1
    if [ -n "$(find "$removing" -maxdepth 0 -mmin +1 2>/dev/null)" ]; then rmdir "$removing" || true; fi
  fi
}

# Whether the process that made a lock has ended: one of this host, or one that did not come to write
# its name into it.
is_gone() {
  local lock=$1 holder=$2
  if [ -z "$holder" ]; then
    [ -n "$(find "$lock" -maxdepth 0 -mmin +1 2>/dev/null)" ]
  else
    [ "${holder% *}" = "$(uname -n)" ] && ! is_alive "${holder##* }"
  fi
}

# kill says nothing of another user's process, and not every system has ps.
is_alive() {
  { kill -0 "$1" || [ -d "/proc/$1" ] || ps -p "$1"; } >/dev/null 2>&1
}

# One launcher builds at a time. A lock of the file system ends with the process that holds it.
build_alone() (
  if [ -n "$program" ] && [ ! -w "$programs" ] && sources_unchanged; then
    printf 'finegrain: %s cannot be added to %s, which you cannot write to; the owner can start the same command once.\n' "$(named "$(missing_libraries)")" "$root" >&2
    return 0
  fi
  check_writable
  if command -v flock >/dev/null && { exec 9>"$launcher_folder/lock.file"; } 2>/dev/null && flock 9 2>/dev/null; then
    build
  else
    exec 9>&-
    lock_by_folder "$launcher_folder/lock"
    build
  fi
)
