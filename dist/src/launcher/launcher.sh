#!/bin/sh
# Starts the program of this file's name with the runtime that lies beside it, wherever this directory has been put.
# The caller's locale does not count: file names are UTF-8, and what is not goes through as bytes.
self=$0
if [ -L "$self" ]; then self=$(readlink -f "$self"); fi
case $self in */*) ;; *) self=./$self ;; esac
home=$(cd -P "${self%/*}/.." && pwd) || exit 1
LC_ALL=C.UTF-8
export LC_ALL

# The options and their reasons: docs/runtime.md. KANIKO_JAVA_OPTIONS is split into words on purpose.
exec "$home/jre/bin/java" \
    -XX:+UseSerialGC -XX:MaxRAM=2g -XX:+UseCompactObjectHeaders -XX:-UsePerfData \
    "-XX:AOTCache=$home/lib/kaniko.aot" -XX:AOTMode=auto -Xlog:disable \
    --enable-native-access=ALL-UNNAMED $KANIKO_JAVA_OPTIONS \
    "-Dkaniko.home=$home" "-Dkaniko.program=${self##*/}" \
    -cp "@CLASSPATH@" io.kaniko.core.cli.Main "$@"
