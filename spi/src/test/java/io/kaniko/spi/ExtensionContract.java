package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pf4j.Extension;
import org.pf4j.ExtensionPoint;

/** What core needs of every extension, whatever its kind, to find it and to speak of it. */
public interface ExtensionContract {

    /** A fresh extension. */
    ExtensionPoint extension();

    /** What its {@code name()} says. */
    String extensionName();

    @Test
    default void isMadeWithoutArguments() throws Exception {
        Class<?> type = extension().getClass();
        assertThat(type).isPublic();
        assertThat(type.getConstructor().newInstance()).isInstanceOf(type);
    }

    @Test
    default void isMarkedAsAnExtension() {
        assertThat(extension().getClass().isAnnotationPresent(Extension.class))
                .as("@Extension is missing")
                .isTrue();
    }

    /** The index is what the plugin is searched by; it is missing when the annotation processor did not run. */
    @Test
    default void isListedInTheIndexOfExtensions() throws IOException {
        List<String> listed = new ArrayList<>();
        for (URL index :
                Collections.list(extension().getClass().getClassLoader().getResources("META-INF/extensions.idx"))) {
            try (InputStream in = index.openStream()) {
                listed.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .toList());
            }
        }
        assertThat(listed).contains(extension().getClass().getName());
    }

    @Test
    default void hasANameThatFitsOnACommandLine() {
        assertThat(extensionName()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }
}
