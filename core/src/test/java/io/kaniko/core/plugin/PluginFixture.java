package io.kaniko.core.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A plugin made for a test: its extensions are compiled here, its manifest and files may then be spoiled. */
final class PluginFixture {

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();

    private PluginFixture() {}

    /** A sound plugin that offers one snapshot mode. */
    static PluginFixture snapshotMode(String id, String modeName) throws IOException {
        return source(id, "test.Mode", mode("return \"" + modeName + "\";"));
    }

    /** The source text of a snapshot mode {@code test.Mode}. */
    static String mode(String nameBody) {
        return """
            package test;
            public class Mode implements io.kaniko.spi.SnapshotMode {
                public String name() { %s }
                public io.kaniko.spi.Snapshotter open(io.kaniko.spi.SnapshotScope scope) { return null; }
            }
            """.formatted(nameBody);
    }

    /** A plugin with one class, which its index names. */
    static PluginFixture source(String id, String className, String source) throws IOException {
        PluginFixture plugin = new PluginFixture();
        plugin.manifest.put("Plugin-Id", id);
        plugin.manifest.put("Plugin-Version", "1.2.3");
        plugin.manifest.put("Plugin-Requires", ">=1.0.0");
        plugin.files.putAll(compile(className, source));
        return plugin.with("META-INF/extensions.idx", className + "\n");
    }

    PluginFixture with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PluginFixture without(String path) {
        files.remove(path);
        return this;
    }

    PluginFixture says(String attribute, String value) {
        manifest.put(attribute, value);
        return this;
    }

    PluginFixture saysNo(String attribute) {
        manifest.remove(attribute);
        return this;
    }

    /** Makes the class files look as if a compiler of that Java had written them. */
    PluginFixture compiledForJava(int version) {
        files.forEach((path, bytes) -> {
            if (path.endsWith(".class")) {
                bytes[7] = (byte) (44 + version);
            }
        });
        return this;
    }

    Path jar(Path file) throws IOException {
        Manifest written = new Manifest();
        written.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((name, value) -> written.getMainAttributes().putValue(name, value));
        Files.createDirectories(file.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), written)) {
            for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return file;
    }

    /** {@code plugin.jar}, and {@code lib/} beside it. */
    Path directory(Path directory, String... libraries) throws IOException {
        jar(directory.resolve("plugin.jar"));
        for (String library : libraries) {
            new PluginFixture().jar(directory.resolve("lib").resolve(library));
        }
        return directory;
    }

    /** A zip of entries as they are given, sound or not. */
    static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static Map<String, byte[]> compile(String className, String source) throws IOException {
        Path work = Files.createTempDirectory("plugin");
        try {
            Path file = work.resolve(className.replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
            int status = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-cp", classPath(), "-d", work.toString(), file.toString());
            if (status != 0) {
                throw new IllegalArgumentException("does not compile: " + source);
            }
            Map<String, byte[]> classes = new TreeMap<>();
            try (Stream<Path> all = Files.walk(work)) {
                for (Path path :
                        all.filter(p -> p.toString().endsWith(".class")).toList()) {
                    classes.put(work.relativize(path).toString(), Files.readAllBytes(path));
                }
            }
            return classes;
        } finally {
            try (Stream<Path> all = Files.walk(work)) {
                for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static String classPath() {
        return Objects.requireNonNull(String.join(
                ":",
                List.of(System.getProperty("surefire.test.class.path", ""), System.getProperty("java.class.path"))));
    }
}
