package io.kaniko.core.rootfs;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.LinuxMounts;
import io.kaniko.core.nativeio.OverlayMount;
import io.kaniko.spi.FileStat;
import io.kaniko.spi.FileType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How overlays can be mounted here. Found out by trying: kernel, file system, namespaces and security modules all have a
 * say.
 *
 * @param userAttributes whether the file system's own notes are {@code user.} attributes, as in a user namespace
 */
public record OverlayAbility(boolean userAttributes) {

    /** Whether overlayfs speaks to itself in an attribute. */
    static boolean isOwnAttribute(String name) {
        return name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.");
    }

    /**
     * Tries in a directory that does not exist yet, and is gone afterwards. The mounts of this process must be its own.
     *
     * @throws IOException when no way works, with the reason
     */
    public static OverlayAbility probe(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            try {
                return new OverlayAbility(false).tried(Files.createDirectory(directory.resolve("trusted")));
            } catch (IOException inUserNamespaces) {
                return new OverlayAbility(true).tried(Files.createDirectory(directory.resolve("user")));
            }
        } finally {
            LinuxFiles.deleteTree(directory.toString());
        }
    }

    String attribute(String note) {
        return (userAttributes ? "user.overlay." : "trusted.overlay.") + note;
    }

    OverlayMount overlay(String directory, List<String> lowers, Optional<OverlayMount.Writable> writable) {
        return new OverlayMount(directory, lowers, writable, userAttributes);
    }

    /** Deletes, replaces and changes what lies below, and looks whether it is written down as it shall be. */
    private OverlayAbility tried(Path directory) throws IOException {
        Path lower = Files.createDirectory(directory.resolve("lower"));
        Files.createDirectory(lower.resolve("replaced"));
        for (String file : List.of("deleted", "kept", "replaced/hidden")) {
            write(lower.resolve(file));
        }
        Path upper = Files.createDirectory(directory.resolve("upper"));
        Files.createDirectory(directory.resolve("work"));
        Path seen = Files.createDirectory(directory.resolve("seen"));
        overlay(directory.toString(), List.of("lower"), Optional.of(new OverlayMount.Writable("upper", "work")))
                .mount("seen");
        try {
            LinuxFiles.unlink(seen.resolve("deleted").toString());
            LinuxFiles.deleteTree(seen.resolve("replaced").toString());
            LinuxFiles.makeDirectory(seen.resolve("replaced").toString(), 0755);
            LinuxFiles.setPermissions(seen.resolve("kept").toString(), 0700);
            FileStat deleted = LinuxFiles.lstat(upper.resolve("deleted").toString());
            boolean right = deleted.type() == FileType.CHARACTER_DEVICE
                    && deleted.deviceNumber() == 0
                    && LinuxFiles.list(seen.resolve("replaced").toString()).isEmpty()
                    && LinuxFiles.attributes(upper.resolve("replaced").toString())
                            .containsKey(attribute("opaque"))
                    && LinuxFiles.lstat(upper.resolve("kept").toString()).permissions() == 0700;
            if (!right) {
                throw new IOException("overlays on this file system do not write down what is changed");
            }
        } finally {
            LinuxMounts.unmount(seen.toString());
        }
        return this;
    }

    private static void write(Path file) throws IOException {
        try (OutputStream out = LinuxFiles.create(file.toString(), 0644)) {
            out.write('x');
        }
    }
}
