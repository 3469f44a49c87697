package io.kaniko.core.plugin;

import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PropertiesPluginDescriptorFinder;

/**
 * A plugin on disk: what its author calls it, and which files its classes come from.
 *
 * <p>Three forms: one jar; a directory with {@code classes/}, or jars, and {@code lib/*.jar}; a zip of such a directory,
 * which was unpacked before.
 *
 * @param file what the user sees: the jar, zip or directory in the plugin directory
 * @param location where it can be read: the file itself, or the unpacked zip
 */
record PluginPackage(Path file, Path location, boolean bundled, PluginDescriptor descriptor, List<Path> classPath) {

    /** Packages that always come from the host. A plugin with its own copy would see every type twice. */
    static final List<String> HOST_PACKAGES = List.of("io.kaniko.spi.", "org.pf4j.", "org.slf4j.", "org.jspecify.");

    private static final List<String> HOST_CLASSES =
            List.of("io/kaniko/spi/BuildException.class", "org/pf4j/ExtensionPoint.class", "org/slf4j/Logger.class");
    private static final List<String> HOST_LIBRARIES = List.of("kaniko-spi", "pf4j", "slf4j-api");

    private static final String NO_DESCRIPTOR_REMEDY =
            "A plugin's manifest says Plugin-Id, Plugin-Version and Plugin-Requires. Remove the file if it is not a"
                    + " plugin.";

    /** Reads what the plugin says of itself; loads no class. */
    static PluginPackage read(Path file, Path location, boolean bundled) throws IOException {
        List<Path> classPath = Files.isDirectory(location) ? classPath(location) : List.of(location);
        PluginDescriptor descriptor = descriptor(file, location, classPath);
        PluginPackage found = new PluginPackage(file, location, bundled, descriptor, classPath);
        found.checkDescriptor();
        found.checkHostParts();
        return found;
    }

    String id() {
        return descriptor.getPluginId();
    }

    private static List<Path> classPath(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        Path classes = directory.resolve("classes");
        if (Files.isDirectory(classes)) {
            found.add(classes);
        } else if (Files.isDirectory(directory.resolve("META-INF"))) {
            found.add(directory);
        }
        found.addAll(jars(directory));
        found.addAll(jars(directory.resolve("lib")));
        return List.copyOf(found);
    }

    private static List<Path> jars(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static PluginDescriptor descriptor(Path file, Path location, List<Path> classPath) {
        try {
            if (Files.exists(location.resolve("plugin.properties"))) {
                return new PropertiesPluginDescriptorFinder().find(location);
            }
            ManifestPluginDescriptorFinder manifests = new ManifestPluginDescriptorFinder();
            for (Path part : classPath) {
                boolean isMain = part.equals(location) || part.getParent().equals(location);
                if (isMain && hasManifest(file, part)) {
                    PluginDescriptor descriptor = manifests.find(part);
                    if (descriptor.getPluginId() != null) {
                        return descriptor;
                    }
                }
            }
        } catch (PluginRuntimeException e) {
            throw PluginFailure.of(
                    file, "its description cannot be read (" + PluginFailure.words(e) + ")", NO_DESCRIPTOR_REMEDY, e);
        }
        throw PluginFailure.of(file, "it has no manifest with a Plugin-Id", NO_DESCRIPTOR_REMEDY);
    }

    private static boolean hasManifest(Path file, Path part) {
        if (Files.isDirectory(part)) {
            return Files.exists(part.resolve("META-INF/MANIFEST.MF"));
        }
        try (JarFile jar = new JarFile(part.toFile())) {
            return jar.getManifest() != null;
        } catch (IOException e) {
            throw PluginArchive.unreadable(file, e);
        }
    }

    private void checkDescriptor() {
        if (id() == null || id().isBlank()) {
            throw PluginFailure.of(file, "its Plugin-Id is empty", NO_DESCRIPTOR_REMEDY);
        }
        if (descriptor.getVersion() == null || descriptor.getVersion().isBlank()) {
            throw PluginFailure.of(file, "it says no Plugin-Version", NO_DESCRIPTOR_REMEDY);
        }
    }

    private void checkHostParts() throws IOException {
        for (Path part : classPath) {
            String name = part.getFileName().toString().toLowerCase(Locale.ROOT);
            for (String library : HOST_LIBRARIES) {
                if (name.matches(library + "(-[0-9].*)?\\.jar")) {
                    throw bundles(name);
                }
            }
        }
        Path main = classPath.getFirst();
        for (String hostClass : HOST_CLASSES) {
            if (contains(main, hostClass)) {
                throw bundles(hostClass);
            }
        }
    }

    private boolean contains(Path part, String name) throws IOException {
        if (Files.isDirectory(part)) {
            return Files.exists(part.resolve(name));
        }
        try (JarFile jar = new JarFile(part.toFile())) {
            return jar.getEntry(name) != null;
        }
    }

    private BuildException bundles(String what) {
        return PluginFailure.of(
                file,
                "it brings " + what + ", which the program itself provides",
                "The plugin's author must give kaniko-spi, pf4j and slf4j-api the scope \"provided\".");
    }
}
