package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.run.StayingDirectory.Counterpart;
import io.kaniko.spi.BuildException;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which directories of a stage answer to the directories of {@code /} that stay. Reads, changes nothing. */
final class ExchangePlanner {

    private final KeptPlaces kept;
    private final StageRoot stage;
    private final Map<String, StayingDirectory> found = new LinkedHashMap<>();
    private final Set<String> linked = new TreeSet<>();

    private ExchangePlanner(KeptPlaces kept, StageRoot stage) {
        this.kept = kept;
        this.stage = stage;
    }

    /**
     * The directories that stay, parents first.
     *
     * @throws BuildException when the stage has a file where a directory must stay
     */
    static List<StayingDirectory> plan(KeptPlaces kept, StageRoot stage) throws IOException {
        ExchangePlanner planner = new ExchangePlanner(kept, stage);
        for (String place : kept.opened()) {
            planner.found.put(place, planner.answer(place));
        }
        return new ArrayList<>(planner.found.values());
    }

    private StayingDirectory answer(String place) throws IOException {
        if (place.isEmpty()) {
            return new StayingDirectory(place, "", Counterpart.DIRECTORY);
        }
        StayingDirectory parent = found.get(KeptPlaces.parent(place));
        String path = KeptPlaces.child(parent.stage(), KeptPlaces.name(place));
        if (parent.counterpart() == Counterpart.REST) {
            return new StayingDirectory(place, path, Counterpart.REST);
        }
        Optional<FileStat> stat = LinuxFiles.find(stage.hostPath(path));
        if (stat.isEmpty()) {
            return new StayingDirectory(place, path, Counterpart.REST);
        }
        return switch (stat.get().type()) {
            case DIRECTORY -> new StayingDirectory(place, path, Counterpart.DIRECTORY);
            case SYMBOLIC_LINK -> behindLink(place, path);
            case REGULAR, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> throw noDirectory(place);
        };
    }

    private StayingDirectory behindLink(String place, String link) throws IOException {
        StageRoot.ResolvedPath target;
        try {
            target = stage.resolve(link, true);
        } catch (FileSystemException circle) {
            throw noDirectory(place);
        }
        if (target.exists() && !target.isDirectory()) {
            throw noDirectory(place);
        }
        boolean free = target.isDirectory()
                && !target.relative().isEmpty()
                && !kept.stays(target.relative())
                && kept.whole().stream().noneMatch(whole -> target.relative().startsWith(whole + "/"))
                && linked.add(target.relative());
        return new StayingDirectory(place, target.relative(), free ? Counterpart.LINK : Counterpart.REST);
    }

    private static BuildException noDirectory(String place) {
        return new BuildException(
                BuildException.Kind.USER,
                "Cannot show the stage's files at /: in the image /" + place
                        + " is no directory, and this container has something mounted below it.",
                "Mount it elsewhere, or use --isolation=chroot.");
    }
}
