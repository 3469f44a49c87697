package io.kaniko.core.run;

import io.kaniko.core.nativeio.ProcessMark;
import io.kaniko.spi.FileStat;
import java.util.List;
import java.util.Objects;

/**
 * All that must be known to undo an exchange, written down before the first rename.
 *
 * @param kept what stays
 * @param directories the directories that stay, parents first, each with its looks
 * @param closed directories of the builder that are closed to other users meanwhile; absolute
 * @param mark of the processes that use the exchanged files
 */
record ExchangeRecord(KeptPlaces kept, List<Looks> directories, List<Looks> closed, ProcessMark mark) {

    /**
     * A directory before the exchange.
     *
     * @param path relative to {@code /} for those that stay, absolute for closed ones
     */
    record Looks(String path, int permissions, int uid, int gid, long modifiedSeconds, int modifiedNanos) {

        Looks {
            Objects.requireNonNull(path, "path");
        }

        static Looks of(String path, FileStat stat) {
            return new Looks(
                    path, stat.permissions(), stat.uid(), stat.gid(), stat.modifiedSeconds(), stat.modifiedNanos());
        }
    }

    ExchangeRecord {
        Objects.requireNonNull(kept, "kept");
        Objects.requireNonNull(mark, "mark");
        directories = List.copyOf(directories);
        closed = List.copyOf(closed);
    }
}
