package io.kaniko.core.plugin;

import io.kaniko.spi.ContextSource;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.SnapshotMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The plugins of this run and what they offer. Extensions are sorted by name: which directory a plugin lies in, and what
 * its file is called, decides nothing.
 */
public final class PluginCatalog {

    private final List<InstalledPlugin> plugins;
    private final List<ContextSource> contextSources;
    private final List<CredentialSource> credentialSources;
    private final List<SnapshotMode> snapshotModes;

    private PluginCatalog(List<InstalledPlugin> plugins, Map<String, Object> extensions) {
        this.plugins = List.copyOf(plugins);
        this.contextSources = ofKind(extensions, ContextSource.class);
        this.credentialSources = ofKind(extensions, CredentialSource.class);
        this.snapshotModes = ofKind(extensions, SnapshotMode.class);
    }

    /**
     * Loads every plugin of the directories. Directories that do not exist are empty.
     *
     * @param bundled the distribution's own directory
     * @param dropIn the user's directories
     * @param workDirectory where zips are unpacked; belongs to this run
     * @param spiVersion what a plugin's {@code Plugin-Requires} is compared with
     * @throws io.kaniko.spi.BuildException for the first plugin that is not fit for use
     */
    public static PluginCatalog load(Path bundled, List<Path> dropIn, Path workDirectory, String spiVersion)
            throws IOException {
        List<PluginPackage> packages = new ArrayList<>();
        for (Path file : candidates(bundled)) {
            packages.add(open(file, true, workDirectory, packages.size()));
        }
        for (Path directory : dropIn.stream().distinct().toList()) {
            for (Path file : candidates(directory)) {
                packages.add(open(file, false, workDirectory, packages.size()));
            }
        }
        StrictPluginManager manager = new StrictPluginManager(spiVersion);
        manager.start(packages);
        List<InstalledPlugin> plugins = new ArrayList<>();
        Map<String, Object> extensions = new java.util.TreeMap<>();
        Map<String, Path> owners = new LinkedHashMap<>();
        for (PluginPackage plugin : packages) {
            plugins.add(describe(plugin, new Extensions(plugin, manager.classes(plugin)).create(), extensions, owners));
        }
        plugins.sort(java.util.Comparator.comparing(InstalledPlugin::id));
        return new PluginCatalog(plugins, extensions);
    }

    /** Sorted by id. */
    public List<InstalledPlugin> plugins() {
        return plugins;
    }

    public List<ContextSource> contextSources() {
        return contextSources;
    }

    public List<CredentialSource> credentialSources() {
        return credentialSources;
    }

    public List<SnapshotMode> snapshotModes() {
        return snapshotModes;
    }

    /** Jars, zips and directories; hidden ones are not meant (Kubernetes keeps mounted volumes' data in such). */
    private static List<Path> candidates(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> {
                        String name = entry.getFileName().toString();
                        return !name.startsWith(".")
                                && !name.equals("lost+found")
                                && (hasEnding(name, ".jar") || hasEnding(name, ".zip") || Files.isDirectory(entry));
                    })
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasEnding(String name, String ending) {
        return name.toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static PluginPackage open(Path file, boolean bundled, Path workDirectory, int number) throws IOException {
        try {
            if (!hasEnding(file.toString(), ".zip") || Files.isDirectory(file)) {
                return PluginPackage.read(file, file, bundled);
            }
            Path unpacked = workDirectory.resolve(number + "-" + file.getFileName());
            PluginArchive.unpack(file, unpacked);
            return PluginPackage.read(file, unpacked, bundled);
        } catch (IOException e) {
            throw PluginFailure.of(
                    file,
                    "it cannot be read (" + PluginFailure.words(e) + ")",
                    "Check that the file is readable and the disk is not full.",
                    e);
        }
    }

    private static InstalledPlugin describe(
            PluginPackage plugin, List<Object> created, Map<String, Object> extensions, Map<String, Path> owners) {
        List<InstalledPlugin.Offer> offers = new ArrayList<>();
        for (Object extension : created) {
            for (Class<?> point : Extensions.points(extension)) {
                String name = name(plugin, point, extension);
                String key = point.getSimpleName() + " " + name;
                Path owner = owners.putIfAbsent(key, plugin.file());
                if (owner != null) {
                    throw PluginFailure.of(
                            plugin.file(),
                            "its " + point.getSimpleName() + " \"" + name + "\" has the name of one in " + owner,
                            "Remove one of the two plugins.");
                }
                extensions.put(key, extension);
                offers.add(new InstalledPlugin.Offer(point.getSimpleName(), name));
            }
        }
        String description = plugin.descriptor().getPluginDescription();
        return new InstalledPlugin(
                plugin.id(),
                plugin.descriptor().getVersion(),
                plugin.descriptor().getRequires(),
                description == null ? "" : description,
                plugin.file(),
                plugin.bundled(),
                offers);
    }

    private static String name(PluginPackage plugin, Class<?> point, Object extension) {
        String name;
        try {
            name = switch (extension) {
                case ContextSource source when point == ContextSource.class -> source.name();
                case CredentialSource source when point == CredentialSource.class -> source.name();
                case SnapshotMode mode -> mode.name();
                default -> throw new IllegalStateException("not an extension: " + extension.getClass());
            };
        } catch (RuntimeException | LinkageError e) {
            throw PluginFailure.of(
                    plugin.file(),
                    extension.getClass().getName() + " cannot say its name (" + PluginFailure.words(e) + ")",
                    "Remove the plugin, or ask its author.",
                    e);
        }
        if (name == null || name.isBlank()) {
            throw PluginFailure.of(
                    plugin.file(),
                    extension.getClass().getName() + " has no name",
                    "Remove the plugin, or ask its author.");
        }
        return name;
    }

    private static <T> List<T> ofKind(Map<String, Object> extensions, Class<T> point) {
        return extensions.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(point.getSimpleName() + " "))
                .map(entry -> point.cast(entry.getValue()))
                .toList();
    }
}
