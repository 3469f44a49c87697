package io.kaniko.core.run;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.core.rootfs.StageRoot;
import io.kaniko.spi.FileStat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Puts the builder's own entries back to {@code /}, in this process or in one that comes after a killed one. Can be
 * broken off and begun again at any point.
 */
final class ExchangeRestoration {

    private final StageRoot top;
    private final ExchangeArea area;
    private final ExchangeRecord record;
    private final Renaming renaming;

    ExchangeRestoration(StageRoot top, ExchangeArea area, ExchangeRecord record, Renaming renaming) {
        this.top = top;
        this.area = area;
        this.record = record;
        this.renaming = renaming;
    }

    /**
     * Undoes an exchange that nobody has undone. The stage's files go to waste: the build that they belonged to is over.
     *
     * @return whether there was one
     */
    static boolean recover(StageRoot top, ExchangeArea area, Renaming renaming) throws IOException {
        Optional<ExchangeJournal.Entry> entry = area.journal().read();
        if (entry.isEmpty()) {
            return false;
        }
        new StrayProcesses(entry.get().record().mark()).end();
        ExchangeRestoration restoration =
                new ExchangeRestoration(top, area, entry.get().record(), renaming);
        if (entry.get().state() == ExchangeJournal.State.EXCHANGED) {
            restoration.clear();
        }
        restoration.restore();
        return true;
    }

    /** Takes away everything that does not stay. */
    private void clear() throws IOException {
        LinuxFiles.deleteTree(area.wastePath());
        LinuxFiles.makeDirectory(area.wastePath(), 0700);
        int count = 0;
        for (ExchangeRecord.Looks directory : record.directories()) {
            Optional<FileStat> there = LinuxFiles.find(top.hostPath(directory.path()));
            if (there.filter(FileStat::isDirectory).isEmpty()) {
                continue;
            }
            for (String name : LinuxFiles.list(top.hostPath(directory.path()))) {
                String path = KeptPlaces.child(directory.path(), name);
                if (!record.kept().stays(path, top)) {
                    renaming.rename(top.hostPath(path), area.wastePath() + "/" + count++);
                }
            }
        }
    }

    /** Puts the own entries back. */
    void restore() throws IOException {
        if (area.journal().exists()) {
            area.journal().setState(ExchangeJournal.State.RESTORING);
        }
        for (ExchangeRecord.Looks directory : record.directories()) {
            restore(directory);
        }
        for (ExchangeRecord.Looks directory : record.directories().reversed()) {
            // After the directories below, whose making sets the time of this one.
            restoreLooks(directory);
            String aside = area.ownPath(directory.path());
            if (LinuxFiles.find(aside).isPresent()) {
                LinuxFiles.removeDirectory(aside);
            }
        }
        for (ExchangeRecord.Looks door : record.closed()) {
            if (LinuxFiles.find(door.path()).isPresent()) {
                LinuxFiles.setPermissions(door.path(), door.permissions());
            }
        }
        LinuxFiles.deleteTree(area.heldPath());
        LinuxFiles.deleteTree(area.wastePath());
        area.journal().end();
    }

    private void restore(ExchangeRecord.Looks directory) throws IOException {
        String place = top.hostPath(directory.path());
        if (LinuxFiles.find(place).isEmpty()) {
            LinuxFiles.makeDirectory(place, directory.permissions());
        }
        String aside = area.ownPath(directory.path());
        if (LinuxFiles.find(aside).isPresent()) {
            for (String name : LinuxFiles.list(aside)) {
                String path = KeptPlaces.child(directory.path(), name);
                if (!record.kept().opened().contains(path)) {
                    putBack(area.ownPath(path), top.hostPath(path));
                }
            }
        }
    }

    private void restoreLooks(ExchangeRecord.Looks directory) throws IOException {
        String place = top.hostPath(directory.path());
        LinuxFiles.setOwner(place, directory.uid(), directory.gid());
        LinuxFiles.setPermissions(place, directory.permissions());
        LinuxFiles.setModified(place, directory.modifiedSeconds(), directory.modifiedNanos());
    }

    private void putBack(String from, String to) throws IOException {
        try {
            renaming.rename(from, to);
        } catch (FileSystemException e) {
            // Somebody has put something in its place within the last moment.
            if (LinuxFiles.find(to).isEmpty()) {
                throw e;
            }
            LinuxFiles.deleteTree(to);
            renaming.rename(from, to);
        }
    }
}
