#!/bin/sh
# Builds the program if it is not built yet, then an image with it, and shows what came out.
# For Debian, as root, with Maven and a JDK 25. Needs no registry and no base image: one static program is enough.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
out=$repository/target/hello

executor=$repository/dist/target/kaniko/bin/executor
if [ ! -x "$executor" ]; then
    echo "Building the program (once, a minute or two) ..."
    (cd "$repository" && mvn -q --batch-mode -DskipTests package < /dev/null)
fi

rm -rf "$out"
mkdir -p "$out/context"
cp "$here/Dockerfile" "$here/mandelbrot.awk" "$out/context/"
if [ -x /bin/busybox ] && ldd /bin/busybox 2>&1 | grep -q 'not a dynamic'; then
    cp /bin/busybox "$out/context/busybox"
else
    echo "Fetching busybox-static ..."
    (
        cd "$out"
        apt-get -q download busybox-static > download.log 2>&1 ||
            { apt-get -q update > download.log 2>&1 && apt-get -q download busybox-static >> download.log 2>&1; } ||
            { cat download.log >&2; exit 1; }
        dpkg-deb --fsys-tarfile busybox-static_*.deb | tar -xO ./bin/busybox > context/busybox
    )
fi

echo "Building examples/hello/Dockerfile ..."
"$executor" \
    --context="$out/context" \
    --no-push \
    --destination=hello:latest \
    --oci-layout-path="$out/layout" \
    --tar-path="$out/hello.tar" \
    --digest-file="$out/digest"

# From here on nothing of the product is used: tar reads what the executor wrote.
blob() { echo "$out/layout/blobs/$1" | sed 's/sha256:/sha256\//'; }
field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p"; }
digest=$(cat "$out/digest")
layers=$(tr -d '\n' < "$(blob "$digest")" | sed 's/.*"layers"//' | tr '{' '\n' | field digest)

echo
echo "The image $digest, read back with tar:"
number=0
for layer in $layers; do
    number=$((number + 1))
    size=$(wc -c < "$(blob "$layer")")
    names=$(tar -tf "$(blob "$layer")" | tr '\n' ' ')
    printf '  layer %s  %7s bytes  %.19s...  %s\n' "$number" "$size" "$layer" "$names"
done

echo
echo "What layers 2 and 3 hold, made in stages that are not part of the image:"
for layer in $layers; do
    tar -xOf "$(blob "$layer")" picture.txt 2> /dev/null || true
    tar -xOf "$(blob "$layer")" primes.txt 2> /dev/null || true
done
echo
echo
echo "Docker archive: $out/hello.tar (docker load < hello.tar)"
echo "OCI layout:     $out/layout"
