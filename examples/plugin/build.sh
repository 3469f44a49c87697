#!/bin/sh
# Compiles the plugin against the distribution and puts it into target/greeting-1.2.3.jar. JAVA_HOME is a JDK 25.
set -eu
cd "$(dirname "$0")"
home=$(cd ../../dist/target/kaniko && pwd)
class_path=$(find "$home/lib" -name 'kaniko-spi-*.jar' -o -name 'pf4j-*.jar' -o -name 'jspecify-*.jar' | tr '\n' ':')

rm -rf target
mkdir -p target/classes
# The processor writes META-INF/extensions.idx: which classes are extensions.
"${JAVA_HOME:?must be a JDK 25}/bin/javac" --release 25 -d target/classes -cp "$class_path" \
    -processor org.pf4j.processor.ExtensionAnnotationProcessor \
    src/main/java/org/example/greeting/*.java
"$JAVA_HOME/bin/jar" --create --file target/greeting-1.2.3.jar --manifest manifest.txt -C target/classes .
echo "$PWD/target/greeting-1.2.3.jar"
