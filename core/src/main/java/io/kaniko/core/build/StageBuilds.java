package io.kaniko.core.build;

import io.kaniko.core.plan.BuildPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Builds stages on demand, each once, each on a thread of its own. A stage that waits for another one gives its turn
 * away, so a limit of one is enough for any plan. The first failure interrupts the rest.
 */
final class StageBuilds implements AutoCloseable {

    /** Builds one stage; it may demand others. */
    @FunctionalInterface
    interface Builder {
        BuiltStage build(int stage, StageBuilds others) throws IOException, InterruptedException;
    }

    private final Builder builder;
    private final Semaphore turns;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("stage-", 0).factory());
    private final Map<Integer, FutureTask<BuiltStage>> stages = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable firstFailure;

    /** @param atOnce how many stages may work at one time */
    StageBuilds(Builder builder, int atOnce) {
        this.builder = builder;
        this.turns = new Semaphore(atOnce, true);
    }

    /** Builds what the plan wants and returns it in the plan's order. */
    List<BuiltStage> buildAll(BuildPlan plan) throws IOException, InterruptedException {
        try {
            List<Future<BuiltStage>> wanted = new ArrayList<>();
            for (int stage : plan.wanted()) {
                wanted.add(start(stage));
            }
            List<BuiltStage> built = new ArrayList<>();
            for (Future<BuiltStage> stage : wanted) {
                built.add(Waiting.forIt(stage));
            }
            return built;
        } catch (IOException | InterruptedException | RuntimeException e) {
            threads.shutdownNow();
            if (firstFailure instanceof RuntimeException failure) {
                throw failure;
            }
            if (firstFailure instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Another stage, by a thread that has a turn. */
    BuiltStage await(int stage) throws IOException, InterruptedException {
        Future<BuiltStage> other = start(stage);
        if (other.isDone()) {
            return Waiting.forIt(other);
        }
        turns.release();
        try {
            return Waiting.forIt(other);
        } finally {
            turns.acquireUninterruptibly();
        }
    }

    private Future<BuiltStage> start(int stage) {
        FutureTask<BuiltStage> mine = new FutureTask<>(() -> build(stage));
        FutureTask<BuiltStage> first = stages.computeIfAbsent(stage, number -> mine);
        if (first == mine) {
            threads.execute(mine);
        }
        return first;
    }

    private BuiltStage build(int stage) throws IOException, InterruptedException {
        turns.acquire();
        try {
            return builder.build(stage, this);
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
            throw e;
        } finally {
            turns.release();
        }
    }

    /** What fails because of the first failure, interrupted or refused a thread, is not told. */
    private synchronized void fail(Throwable failure) {
        if (firstFailure == null) {
            firstFailure = failure;
            threads.shutdownNow();
        }
    }

    /** Interrupts what still runs and waits until it is gone. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
