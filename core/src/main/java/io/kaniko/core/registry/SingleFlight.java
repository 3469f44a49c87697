package io.kaniko.core.registry;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one thread at a time work on a thing; those who come meanwhile wait and then find it done. */
final class SingleFlight<K> {

    private final ConcurrentHashMap<K, Turn> turns = new ConcurrentHashMap<>();

    /** Something to be done once. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** Runs the work while nobody else works on the key. The work itself looks whether it is still needed. */
    <T> T run(K key, Work<T> work) throws IOException, InterruptedException {
        Turn turn = turns.compute(key, (same, known) -> {
            Turn mine = known == null ? new Turn() : known;
            mine.users++;
            return mine;
        });
        try {
            turn.lock.lockInterruptibly();
            try {
                return work.run();
            } finally {
                turn.lock.unlock();
            }
        } finally {
            turns.compute(key, (same, mine) -> --turn.users == 0 ? null : turn);
        }
    }
}
