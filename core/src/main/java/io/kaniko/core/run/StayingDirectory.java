package io.kaniko.core.run;

/**
 * A directory of {@code /} that stays while its entries are exchanged, and where its entries of the stage lie.
 *
 * @param place relative to {@code /}; "" is {@code /} itself
 * @param stage the directory in the stage, free of links; need not exist for {@link Counterpart#REST}
 */
record StayingDirectory(String place, String stage, Counterpart counterpart) {

    /** What the stage has there. */
    enum Counterpart {
        /** A directory, whose entries are brought; the staying directory also takes its owner, permissions and time. */
        DIRECTORY,
        /**
         * A link to a directory. The entries of that directory are brought, and a link from it to the staying one takes
         * its place: what was a link is a directory and the other way round, but both names work.
         */
        LINK,
        /** Nothing that could be brought. What a process puts there goes where the stage would have it. */
        REST
    }
}
