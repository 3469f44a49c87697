package io.kaniko.core.plugin;

import java.nio.file.Path;
import java.util.List;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/**
 * The class loader of one plugin. The promise to plugins - SPI, pf4j, slf4j, null annotations - comes from the host and
 * from nowhere else; the JDK is there; the rest of the host is not: a plugin must not find core, or a library of core in
 * a version that it never asked for.
 */
final class PluginClasses extends PluginClassLoader {

    PluginClasses(PluginManager manager, PluginDescriptor descriptor, List<Path> classPath) {
        super(manager, descriptor, new Host());
        classPath.forEach(part -> addFile(part.toFile()));
    }

    @Override
    protected boolean shouldDelegateToParent(String className) {
        return isHosts(className);
    }

    private static boolean isHosts(String className) {
        return PluginPackage.HOST_PACKAGES.stream().anyMatch(className::startsWith);
    }

    /** What plugins may see of the host. */
    private static final class Host extends ClassLoader {

        private static final ClassLoader PROGRAM = PluginClasses.class.getClassLoader();

        Host() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String className) throws ClassNotFoundException {
            if (isHosts(className)) {
                return PROGRAM.loadClass(className);
            }
            throw new ClassNotFoundException(className);
        }
    }
}
