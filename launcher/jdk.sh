# shellcheck shell=bash
# Finds a JDK. The file ../finegrain reads it, and needs find_java and java_home.

minimum=25

# The feature version of the Java installation in a folder; empty if there is none.
java_version() {
  local home=$1 version=
  [ -x "$home/bin/java" ] || return 0
  if [ -f "$home/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$home/release")
  fi
  if [ -z "$version" ]; then
    version=$("$home/bin/java" -version 2>&1 </dev/null |
      sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p') || true
  fi
  printf '%s\n' "${version%%$'\n'*}"
}

# The home of the java in the PATH. A shim (jenv, asdf, /usr/bin/java of macOS) must be run for it.
path_java_home() {
  local java home
  java=$(command -v java) || return 0
  home=$(dirname "$(dirname "$(follow_links "$java")")")
  if [ ! -f "$home/release" ]; then
    home=$(java -XshowSettings:properties -version 2>&1 </dev/null |
      sed -n 's/^ *java\.home = //p') || true
  fi
  printf '%s\n' "$home"
}

# Sets java_home to a JDK that is new enough: JAVA_HOME, else the one of the PATH, else the one with
# the lowest version. The first argument is "javac" if a compiler is needed.
java_home=
best=
without_javac=
newest=0

consider() {
  local home=$1 need=$2 version
  [ -n "$home" ] || return 0
  version=$(java_version "$home")
  [ -n "$version" ] || return 0
  if [ "$version" -gt "$newest" ]; then newest=$version; fi
  if [ "$version" -lt "$minimum" ]; then return 0; fi
  if [ "$need" = javac ] && [ ! -x "$home/bin/javac" ]; then
    without_javac=$home
    return 0
  fi
  if [ -z "$best" ] || [ "$version" -lt "$best" ]; then
    best=$version
    java_home=$home
  fi
}

find_java() {
  local need=$1 home
  consider "${JAVA_HOME:-}" "$need"
  if [ -n "$java_home" ]; then return 0; fi
  consider "$(path_java_home)" "$need"
  if [ -n "$java_home" ]; then return 0; fi
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java* /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    consider "$home" "$need"
  done
  if [ -n "$java_home" ]; then return 0; fi
  if [ -x /usr/libexec/java_home ]; then
    consider "$(/usr/libexec/java_home -v "$minimum+" 2>/dev/null || true)" "$need"
  fi
  if [ -n "$java_home" ]; then return 0; fi
  if [ -n "$without_javac" ]; then
    fail 2 "building Finegrain needs a JDK of version $minimum or later, and $without_javac has no javac; install a full JDK or set JAVA_HOME to one."
  elif [ "$newest" -gt 0 ]; then
    fail 2 "Finegrain needs a JDK of version $minimum or later, and the newest one found here is $newest; install one or set JAVA_HOME to it."
  else
    fail 2 "Finegrain needs a JDK of version $minimum or later, and none was found; install one or set JAVA_HOME to it."
  fi
}
