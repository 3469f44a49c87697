package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxException;
import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.nativeio.ProcessMark;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.core.run.StayingDirectory.Counterpart;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Brings the entries of a stage root to {@code /} by renaming, and back. The cost is that of a few renames, whatever the
 * size of the stage. What a process makes of the files meanwhile is part of the stage afterwards, also the looks of the
 * directories that stay.
 *
 * <p>Extended attributes of a staying directory itself are not exchanged.
 */
final class RootExchange {

    private static final int EBUSY = 16;
    private static final int EXDEV = 18;

    private final StageRoot top;
    private final StageRoot stage;
    private final ExchangeArea area;
    private final List<StayingDirectory> directories;
    private final ExchangeRecord record;
    private final Renaming renaming;
    private final Map<String, Brought> brought = new LinkedHashMap<>();

    /** A file that has been brought: where it is now, and how it looked then. */
    private record Brought(String host, FileStat stat) {}

    private RootExchange(
            StageRoot top,
            StageRoot stage,
            ExchangeArea area,
            List<StayingDirectory> directories,
            ExchangeRecord record,
            Renaming renaming) {
        this.top = top;
        this.stage = stage;
        this.area = area;
        this.directories = directories;
        this.record = record;
        this.renaming = renaming;
    }

    /**
     * Exchanges. Directories that cannot be renamed, as those of the builder's own image on overlayfs, stay and have
     * their entries exchanged.
     *
     * @param top {@code /}
     * @param area where the builder's entries are put meanwhile; on the file system of {@code /}
     * @param kept what stays in any case
     * @param closed directories to be closed to other users meanwhile; absolute
     * @param renaming how to rename
     */
    static RootExchange begin(
            StageRoot top,
            StageRoot stage,
            ExchangeArea area,
            KeptPlaces kept,
            List<String> closed,
            ProcessMark mark,
            Renaming renaming)
            throws IOException {
        area.make();
        KeptPlaces staying = kept;
        while (true) {
            RootExchange exchange = prepare(top, stage, area, staying, closed, mark, renaming);
            Optional<String> immovable = exchange.exchange();
            if (immovable.isEmpty()) {
                return exchange;
            }
            staying = staying.opening(immovable.get());
        }
    }

    private static RootExchange prepare(
            StageRoot top,
            StageRoot stage,
            ExchangeArea area,
            KeptPlaces kept,
            List<String> closed,
            ProcessMark mark,
            Renaming renaming)
            throws IOException {
        List<StayingDirectory> directories = ExchangePlanner.plan(kept, stage);
        List<ExchangeRecord.Looks> looks = new ArrayList<>();
        for (StayingDirectory directory : directories) {
            looks.add(ExchangeRecord.Looks.of(directory.place(), LinuxFiles.lstat(top.hostPath(directory.place()))));
        }
        List<ExchangeRecord.Looks> doors = new ArrayList<>();
        for (String path : closed) {
            doors.add(ExchangeRecord.Looks.of(path, LinuxFiles.lstat(path)));
        }
        return new RootExchange(top, stage, area, directories, new ExchangeRecord(kept, looks, doors, mark), renaming);
    }

    /** Returns the directory that could not be renamed, when there was one; everything is as before then. */
    private Optional<String> exchange() throws IOException {
        area.journal().begin(record);
        try {
            for (ExchangeRecord.Looks door : record.closed()) {
                LinuxFiles.setPermissions(door.path(), door.permissions() & 0700);
            }
            Optional<String> immovable = park();
            if (immovable.isPresent()) {
                new ExchangeRestoration(top, area, record, renaming).restore();
                return immovable;
            }
        } catch (IOException | RuntimeException e) {
            new ExchangeRestoration(top, area, record, renaming).restore();
            throw e;
        }
        area.journal().setState(ExchangeJournal.State.EXCHANGED);
        try {
            bring();
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
        return Optional.empty();
    }

    private Optional<String> park() throws IOException {
        for (StayingDirectory directory : directories) {
            String aside = area.ownPath(directory.place());
            LinuxFiles.makeDirectory(aside, 0700);
            for (String name : LinuxFiles.list(top.hostPath(directory.place()))) {
                String path = KeptPlaces.child(directory.place(), name);
                if (!record.kept().stays(path)) {
                    try {
                        renaming.rename(top.hostPath(path), area.ownPath(path));
                    } catch (LinuxException e) {
                        if (isImmovable(e)
                                && LinuxFiles.lstat(top.hostPath(path)).isDirectory()) {
                            return Optional.of(path);
                        }
                        throw e;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isImmovable(LinuxException e) {
        return e.errno() == EXDEV || e.errno() == EBUSY;
    }

    private void bring() throws IOException {
        for (StayingDirectory directory : directories) {
            if (directory.counterpart() == Counterpart.LINK) {
                reverseLink(directory);
            }
        }
        for (StayingDirectory directory : directories) {
            if (directory.counterpart() != Counterpart.REST) {
                bring(directory);
            }
        }
    }

    private void reverseLink(StayingDirectory directory) throws IOException {
        String target = stage.hostPath(directory.stage());
        String parent = stage.hostPath(KeptPlaces.parent(directory.stage()));
        FileStat before = LinuxFiles.lstat(parent);
        renaming.rename(target, source(directory));
        LinuxFiles.makeLink("/" + directory.place(), target);
        setTime(parent, before);
    }

    /** Where the stage's entries lie before and after. */
    private String source(StayingDirectory directory) {
        return directory.counterpart() == Counterpart.LINK
                ? area.heldPath(directories.indexOf(directory))
                : stage.hostPath(directory.stage());
    }

    private void bring(StayingDirectory directory) throws IOException {
        String source = source(directory);
        FileStat looks = LinuxFiles.lstat(source);
        for (String name : LinuxFiles.list(source)) {
            String path = KeptPlaces.child(directory.place(), name);
            if (record.kept().stays(path)) {
                continue;
            }
            String host = top.hostPath(path);
            renaming.rename(source + "/" + name, host);
            FileStat stat = LinuxFiles.lstat(host);
            if (!stat.isDirectory()) {
                brought.put(KeptPlaces.child(directory.stage(), name), new Brought(host, stat));
            }
        }
        String place = top.hostPath(directory.place());
        LinuxFiles.setOwner(place, looks.uid(), looks.gid());
        LinuxFiles.setPermissions(place, looks.permissions());
        setTime(place, looks);
    }

    /**
     * Puts everything back. The processes that used the files must be gone.
     *
     * @return files of the stage, as paths in it, that were renamed and nothing else: their change time says the
     *     opposite
     */
    SortedSet<String> end() throws IOException {
        SortedSet<String> untouched = new TreeSet<>();
        for (Map.Entry<String, Brought> file : brought.entrySet()) {
            FileStat before = file.getValue().stat();
            if (LinuxFiles.find(file.getValue().host()).filter(before::equals).isPresent()) {
                untouched.add(file.getKey());
            }
        }
        for (StayingDirectory directory : directories) {
            giveBack(directory);
        }
        for (StayingDirectory directory : directories) {
            if (directory.counterpart() == Counterpart.LINK) {
                restoreLink(directory);
            }
        }
        new ExchangeRestoration(top, area, record, renaming).restore();
        return untouched;
    }

    private void giveBack(StayingDirectory directory) throws IOException {
        String place = top.hostPath(directory.place());
        String source = source(directory);
        Optional<FileStat> looks = LinuxFiles.find(place).filter(FileStat::isDirectory);
        if (looks.isEmpty()) {
            // The process has removed or replaced it; what it put in its place has come back with its parent.
            if (directory.counterpart() == Counterpart.LINK) {
                LinuxFiles.deleteTree(source);
            }
            return;
        }
        if (directory.counterpart() == Counterpart.LINK
                && LinuxFiles.find(source).isEmpty()) {
            // The exchange broke off before.
            return;
        }
        List<String> leaving = leaving(directory);
        boolean rest = directory.counterpart() == Counterpart.REST;
        if (rest && !leaving.isEmpty()) {
            stage.makeDirectories(directory.stage(), 0755, 0, 0);
        }
        for (String name : leaving) {
            String path = top.hostPath(KeptPlaces.child(directory.place(), name));
            String target = source + "/" + name;
            Optional<FileStat> there = LinuxFiles.find(target);
            if (rest && there.isPresent()) {
                LinuxFiles.deleteTree(path);
                continue;
            }
            if (there.isPresent()) {
                // A staying directory of the stage that the process has removed, or replaced by what lies here now.
                LinuxFiles.deleteTree(target);
            }
            renaming.rename(path, target);
        }
        if (!rest) {
            removeVanished(directory, source);
            adopt(source, looks.get());
        }
    }

    /** What in a staying directory is the stage's. */
    private List<String> leaving(StayingDirectory directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : LinuxFiles.list(top.hostPath(directory.place()))) {
            String path = KeptPlaces.child(directory.place(), name);
            if (!record.kept().stays(path, top)) {
                names.add(name);
            }
        }
        return names;
    }

    /** A staying directory that is gone was removed by the process, which the stage must show. */
    private void removeVanished(StayingDirectory directory, String source) throws IOException {
        for (StayingDirectory other : directories) {
            if (!other.place().isEmpty()
                    && KeptPlaces.parent(other.place()).equals(directory.place())
                    && other.counterpart() == Counterpart.DIRECTORY
                    && LinuxFiles.find(top.hostPath(other.place())).isEmpty()) {
                Optional<FileStat> left = LinuxFiles.find(source + "/" + KeptPlaces.name(other.place()));
                if (left.filter(FileStat::isDirectory).isPresent()) {
                    LinuxFiles.deleteTree(source + "/" + KeptPlaces.name(other.place()));
                }
            }
        }
    }

    private static void adopt(String directory, FileStat looks) throws IOException {
        FileStat now = LinuxFiles.lstat(directory);
        if (now.uid() != looks.uid() || now.gid() != looks.gid()) {
            LinuxFiles.setOwner(directory, looks.uid(), looks.gid());
        }
        if (now.permissions() != looks.permissions()) {
            LinuxFiles.setPermissions(directory, looks.permissions());
        }
        setTime(directory, looks);
    }

    private void restoreLink(StayingDirectory directory) throws IOException {
        String held = source(directory);
        if (LinuxFiles.find(held).isEmpty()) {
            return;
        }
        String target = stage.hostPath(directory.stage());
        String parent = stage.hostPath(KeptPlaces.parent(directory.stage()));
        Optional<FileStat> parentNow = LinuxFiles.find(parent);
        if (parentNow.isEmpty()) {
            LinuxFiles.deleteTree(held);
            return;
        }
        // Whatever is there now: the link that stood in, or what the process has put in its place.
        LinuxFiles.deleteTree(target);
        renaming.rename(held, target);
        setTime(parent, parentNow.get());
    }

    private static void setTime(String path, FileStat looks) throws IOException {
        LinuxFiles.setModified(path, looks.modifiedSeconds(), looks.modifiedNanos());
    }
}
