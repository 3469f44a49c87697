package io.kaniko.core.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that runs something that does not end, for a test that kills it. */
final class SleepingBuilder {

    private SleepingBuilder() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BusyboxRoot busybox = new BusyboxRoot(Path.of(arguments[0]));
        busybox.isolation.run(busybox.command(List.of("/bin/sh", "-c", "echo go; sleep 1000; true"), (error, bytes) -> {
            System.out.println("running");
        }));
    }
}
