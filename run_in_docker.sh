#!/bin/sh
# Builds an image in a container of the executor image:
#
#   run_in_docker.sh DOCKERFILE CONTEXT DESTINATION [FLAG...]
#
# DOCKERFILE   its path in the container, where the context is /workspace, or its path in the context
# CONTEXT      a directory of this machine
# DESTINATION  where the image goes: registry/repository:tag
#
# The logins of this machine's docker count. KANIKO_IMAGE names the executor image; without it, it is the one that
# "mvn -DskipTests verify" has built here, loaded into docker.
set -eu

if [ $# -lt 3 ]; then
    echo "Usage: run_in_docker.sh DOCKERFILE CONTEXT DESTINATION [FLAG...]" >&2
    exit 1
fi
dockerfile=$1
if [ ! -d "$2" ]; then
    echo "The context $2 is not a directory." >&2
    exit 1
fi
context=$(cd "$2" && pwd)
destination=$3
shift 3

image=${KANIKO_IMAGE:-}
if [ -z "$image" ]; then
    archive=$(cd "$(dirname "$0")" && pwd)/dist/target/images/executor.tar
    if [ ! -e "$archive" ]; then
        echo "There is no $archive. Build it with mvn -DskipTests verify, or name an image in KANIKO_IMAGE." >&2
        exit 1
    fi
    image=$(docker load --quiet --input "$archive" | sed -n 's/^Loaded image: //p')
fi

set -- "$image" --dockerfile="$dockerfile" --context=dir:///workspace --destination="$destination" "$@"
logins=${DOCKER_CONFIG:-$HOME/.docker}/config.json
if [ -e "$logins" ]; then
    set -- --volume "$logins:/kaniko/.docker/config.json:ro" "$@"
fi
exec docker run --rm --volume "$context:/workspace:ro" "$@"
