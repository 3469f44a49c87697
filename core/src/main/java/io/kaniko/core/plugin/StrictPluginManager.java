package io.kaniko.core.plugin;

import io.kaniko.spi.BuildException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pf4j.CompoundPluginLoader;
import org.pf4j.DefaultPluginManager;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;

/**
 * pf4j's manager without its forgiveness: it takes the packages it is given, in that order, and every plugin that does
 * not end up started is an error. It looks into no directory, unpacks nothing, and knows no disabled plugins.
 */
final class StrictPluginManager extends DefaultPluginManager {

    private final Map<Path, PluginPackage> packages = new LinkedHashMap<>();

    StrictPluginManager(String spiVersion) {
        super(List.of(Path.of("/nonexistent")));
        setSystemVersion(spiVersion);
        setResolveRecoveryStrategy(ResolveRecoveryStrategy.THROW_EXCEPTION);
    }

    /** Loads, resolves and starts them. */
    void start(List<PluginPackage> wanted) {
        wanted.stream().sorted(Comparator.comparing(PluginPackage::id)).forEach(this::load);
        try {
            resolvePlugins();
        } catch (PluginRuntimeException e) {
            throw new BuildException(
                    BuildException.Kind.ENVIRONMENT,
                    "Cannot resolve what plugins need of each other: " + e.getMessage(),
                    java.util.Optional.of("Add the missing plugin, or remove the one that needs it."),
                    e);
        }
        wanted.forEach(this::start);
    }

    PluginClasses classes(PluginPackage plugin) {
        return (PluginClasses) getPlugin(plugin.id()).getPluginClassLoader();
    }

    private void load(PluginPackage plugin) {
        PluginPackage twin = packages.values().stream()
                .filter(other -> other.id().equals(plugin.id()))
                .findFirst()
                .orElse(null);
        if (twin != null) {
            throw PluginFailure.of(
                    plugin.file(),
                    "its id \"" + plugin.id() + "\" is that of " + twin.file(),
                    "Remove one of the two.");
        }
        packages.put(plugin.location(), plugin);
        try {
            PluginWrapper loaded = loadPluginFromPath(plugin.location());
            if (loaded.getPluginState() == PluginState.DISABLED) {
                throw PluginFailure.of(
                        plugin.file(),
                        "it requires SPI version " + plugin.descriptor().getRequires() + ", and this program has "
                                + getSystemVersion(),
                        "Use a release of the plugin that fits, or another release of kaniko.");
            }
        } catch (PluginRuntimeException | IllegalArgumentException e) {
            throw PluginFailure.of(
                    plugin.file(),
                    PluginFailure.words(e),
                    "Look at the plugin's manifest: Plugin-Id, Plugin-Version, Plugin-Requires.",
                    e);
        } catch (com.github.zafarkhaja.semver.ParseException e) {
            throw PluginFailure.of(
                    plugin.file(),
                    "\"" + plugin.descriptor().getRequires() + "\" is not a range of versions",
                    "The plugin's author must correct Plugin-Requires: >=1.2.0 or >=1.2 & <2",
                    e);
        }
    }

    private void start(PluginPackage plugin) {
        Throwable failure;
        try {
            if (startPlugin(plugin.id()) == PluginState.STARTED) {
                return;
            }
            failure = getPlugin(plugin.id()).getFailedException();
        } catch (PluginRuntimeException | LinkageError e) {
            failure = e;
        }
        throw PluginFailure.of(
                plugin.file(),
                "it does not start" + (failure == null ? "" : " (" + PluginFailure.words(failure) + ")"),
                "Remove it, or ask its author.",
                failure);
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new PluginDescriptorFinder() {
            @Override
            public boolean isApplicable(Path path) {
                return true;
            }

            @Override
            public PluginDescriptor find(Path path) {
                return packages.get(path).descriptor();
            }
        };
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new CompoundPluginLoader().add(new PluginLoader() {
            @Override
            public boolean isApplicable(Path path) {
                return true;
            }

            @Override
            public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
                return new PluginClasses(
                        StrictPluginManager.this, descriptor, packages.get(path).classPath());
            }
        });
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new PluginRepository() {
            @Override
            public List<Path> getPluginPaths() {
                return new ArrayList<>(packages.keySet());
            }

            @Override
            public boolean deletePluginPath(Path path) {
                return false;
            }
        };
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginStatusProvider() {
            @Override
            public boolean isPluginDisabled(String pluginId) {
                return false;
            }

            @Override
            public void disablePlugin(String pluginId) {
                throw new IllegalStateException("plugins are not disabled");
            }

            @Override
            public void enablePlugin(String pluginId) {
                throw new IllegalStateException("plugins are not disabled");
            }
        };
    }
}
