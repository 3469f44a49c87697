package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the builder needs of {@code /} at any time, and what it means for a stage that has files at the same places. */
final class OwnPlaces {

    private static final List<String> KERNEL = List.of("proc", "sys", "dev");

    private final Path workDirectory;
    private final SortedSet<String> places = new TreeSet<>();

    /** @param places absolute paths; those that are missing do not count */
    OwnPlaces(Path workDirectory, Collection<Path> places) throws IOException {
        this.workDirectory = workDirectory;
        this.places.add(workDirectory.toRealPath().toString());
        for (Path place : places) {
            if (Files.exists(place)) {
                this.places.add(place.toRealPath().toString());
            }
        }
        if (this.places.contains("/")) {
            throw new IOException("the build context or another directory that the builder needs is / itself");
        }
    }

    Path workDirectory() {
        return workDirectory;
    }

    /** What stays, together with what is mounted. */
    KeptPlaces keptBeside(Collection<String> mountPoints) {
        SortedSet<String> all = new TreeSet<>(mountPoints);
        all.addAll(places);
        return KeptPlaces.of(all);
    }

    /** Directories that only uid 0 may look into while a process runs. */
    List<String> closed() throws IOException {
        List<String> closed = new ArrayList<>();
        String work = workDirectory.toRealPath().toString();
        closed.add(work);
        return closed;
    }

    /**
     * Looks whether a process would see the builder's files where it expects the stage's own.
     *
     * @return sentences about files that are hidden by a mount of the container
     * @throws BuildException when the builder's own files would be in the way
     */
    List<String> check(RunCommand command, SortedSet<String> mountPoints) throws IOException {
        List<String> warnings = new ArrayList<>();
        String start = command.root().resolve(command.workingDirectory(), true).relative();
        for (String whole : keptBeside(mountPoints).whole()) {
            boolean own = places.stream().anyMatch(place -> isAtOrBelow(place, "/" + whole));
            if (KERNEL.contains(whole)) {
                continue;
            }
            boolean hides = hides(command.root(), whole);
            if (own && (hides || isAtOrBelow("/" + start, "/" + whole))) {
                throw new HiddenFilesException("/" + whole);
            }
            if (isAtOrBelow("/" + start, "/" + whole)) {
                warnings.add(
                        "RUN works in /" + start + ", where this container has something mounted: what it writes there"
                                + " is no part of the image");
            } else if (hides) {
                warnings.add("RUN does not see the stage's files in /" + whole
                        + ": this container has something mounted" + " there");
            }
        }
        return warnings;
    }

    private static boolean hides(StageRoot root, String place) throws IOException {
        StageRoot.ResolvedPath found = root.resolve(place, true);
        Optional<FileStat> mounted = LinuxFiles.find("/" + place);
        return found.isDirectory()
                && mounted.filter(FileStat::isDirectory).isPresent()
                && !LinuxFiles.list(found.host()).isEmpty();
    }

    private static boolean isAtOrBelow(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }
}
