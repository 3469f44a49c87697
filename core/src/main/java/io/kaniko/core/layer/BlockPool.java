package io.kaniko.core.layer;

import java.io.InterruptedIOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * The memory of all layers that are being written: so many blocks, and no more. Who wants one when all are in use waits
 * until a compressed one has gone to its file.
 */
final class BlockPool {

    private final Semaphore free;
    private final Deque<Block> idle = new ConcurrentLinkedDeque<>();

    /** @param budget bytes, at least one block's */
    BlockPool(long budget) {
        this.free = new Semaphore((int) Math.max(1, budget / Block.COST));
    }

    /** An empty block, at once or later. A thread that waits here must not hold another. */
    Block take() throws InterruptedIOException {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was written");
        }
        Block block = idle.poll();
        return block == null ? new Block() : block;
    }

    void give(Block block) {
        block.clear();
        idle.push(block);
        free.release();
    }

    /** How many blocks were ever made: they are never more than the budget allows. */
    int idleBlocks() {
        return idle.size();
    }
}
