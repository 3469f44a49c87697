package io.kaniko.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory of the exchange of one container: the journal, the builder's own entries of {@code /} and what else must
 * be put aside. It outlives builds only when one is killed.
 *
 * @param directory absolute; on the file system of {@code /}
 */
record ExchangeArea(Path directory) {

    private static final String HELD = "held";

    /** Below the directory of all builds. */
    static ExchangeArea below(Path workDirectory) {
        return new ExchangeArea(workDirectory.resolve("exchange"));
    }

    void make() throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(directory.resolve(HELD));
    }

    ExchangeJournal journal() {
        return new ExchangeJournal(directory.resolve("journal"));
    }

    Path lockFile() {
        return directory.resolve("lock");
    }

    /** Where an entry of {@code /} is put; a staying directory has a directory of that name here. */
    String ownPath(String place) {
        String own = directory.resolve("own").toString();
        return place.isEmpty() ? own : own + "/" + place;
    }

    /** Where a directory of the stage is put whose name a link takes meanwhile. */
    String heldPath(int number) {
        return heldPath() + "/" + number;
    }

    String heldPath() {
        return directory.resolve(HELD).toString();
    }

    /** Where things go that nobody needs any more. */
    String wastePath() {
        return directory.resolve("waste").toString();
    }
}
