package io.kaniko.core.plugin;

import io.kaniko.spi.BuildException;
import io.kaniko.spi.ContextSource;
import io.kaniko.spi.CredentialSource;
import io.kaniko.spi.SnapshotMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the extensions of one plugin, as its index ({@code META-INF/extensions.idx}) names them. */
final class Extensions {

    private static final String INDEX = "META-INF/extensions.idx";
    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
    private static final int CLASS_FILE_VERSION_OF_JAVA_0 = 44;

    private final PluginPackage plugin;
    private final PluginClasses classes;

    Extensions(PluginPackage plugin, PluginClasses classes) {
        this.plugin = plugin;
        this.classes = classes;
    }

    /** One instance of each class in the index. */
    List<Object> create() throws IOException {
        List<Object> created = new ArrayList<>();
        for (String className : index()) {
            created.add(create(className));
        }
        return created;
    }

    /** The extension points that an extension serves. */
    static List<Class<?>> points(Object extension) {
        return List.of(ContextSource.class, CredentialSource.class, SnapshotMode.class).stream()
                .filter(point -> point.isInstance(extension))
                .<Class<?>>map(point -> point)
                .toList();
    }

    private List<String> index() throws IOException {
        URL index = classes.findResource(INDEX);
        if (index == null) {
            throw PluginFailure.of(
                    plugin.file(),
                    "it has no extension index (" + INDEX + ")",
                    "The plugin's author must compile it with -processor"
                        + " org.pf4j.processor.ExtensionAnnotationProcessor and mark its extensions with @Extension.");
        }
        List<String> names = new ArrayList<>();
        try (InputStream in = index.openStream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String name = line.replaceFirst("#.*", "").strip();
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        if (names.isEmpty()) {
            throw PluginFailure.of(
                    plugin.file(),
                    "its extension index names no extension",
                    "The plugin's author must mark its extensions with @Extension.");
        }
        names.sort(null);
        return names;
    }

    private Object create(String className) {
        Object extension;
        try {
            extension = classes.loadClass(className).getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw failed("the constructor of " + className + " failed (" + PluginFailure.words(cause) + ")", cause);
        } catch (UnsupportedClassVersionError e) {
            throw tooNew(e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw failed("its extension " + className + " cannot be made (" + PluginFailure.words(e) + ")", e);
        }
        if (points(extension).isEmpty()) {
            throw failed(className + " is neither a ContextSource nor a CredentialSource nor a SnapshotMode", null);
        }
        return extension;
    }

    private BuildException tooNew(UnsupportedClassVersionError error) {
        Matcher version = CLASS_FILE_VERSION.matcher(String.valueOf(error.getMessage()));
        String wanted = version.find()
                ? "Java " + (Integer.parseInt(version.group(1)) - CLASS_FILE_VERSION_OF_JAVA_0)
                : "a newer Java";
        return PluginFailure.of(
                plugin.file(),
                "it was compiled for " + wanted + ", and this program runs on Java "
                        + Runtime.version().feature(),
                "Use a release of the plugin for Java " + Runtime.version().feature() + ", or a newer kaniko.",
                error);
    }

    private BuildException failed(String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return PluginFailure.of(
                plugin.file(), reason, "Remove the plugin, or use a release of it that fits this kaniko.", cause);
    }
}
