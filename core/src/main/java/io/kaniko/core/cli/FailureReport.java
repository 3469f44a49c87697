package io.kaniko.core.cli;

import io.kaniko.core.run.RunFailedException;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says in words why a build failed, and with which exit code it ends. */
final class FailureReport {

    private static final int FAILED = 1;
    private static final int MOST_CAUSES = 20;

    private FailureReport() {}

    /** The code of the RUN process that failed, or 1. */
    static int exitCode(Throwable failure) {
        return chain(failure).stream()
                .filter(RunFailedException.class::isInstance)
                .map(RunFailedException.class::cast)
                .mapToInt(RunFailedException::exitCode)
                .findFirst()
                .orElse(FAILED);
    }

    /**
     * The lines of the message, without a stack trace.
     *
     * @param doing what failed: {@code building image}
     */
    static List<String> lines(String doing, Throwable failure) {
        List<Throwable> chain = chain(failure).stream()
                .filter(link -> !(link instanceof ExecutionException || link instanceof CompletionException))
                .toList();
        List<String> lines = new ArrayList<>();
        if (chain.getFirst() instanceof UsageException usage) {
            usage.problems().forEach(problem -> lines.add("Error: " + problem));
        } else {
            lines.add("error " + doing + ": " + words(chain.getFirst()));
        }
        StringBuilder said = new StringBuilder(lines.getFirst());
        for (Throwable cause : chain.subList(1, chain.size())) {
            String words = words(cause);
            // An I/O failure without words, as the JDK's HTTP client has them, says nothing that is not said already.
            boolean mute = cause instanceof IOException && cause.getMessage() == null;
            if (!mute && said.indexOf(words) < 0) {
                lines.add("  because: " + words);
                said.append('\n').append(words);
            }
        }
        chain.stream()
                .filter(BuildException.class::isInstance)
                .flatMap(link -> ((BuildException) link).remedy().stream())
                .distinct()
                .forEach(remedy -> lines.add("What to do: " + remedy));
        if (isInternal(chain)) {
            lines.add("This is a fault of this program or of a plugin. Please report it with the output of"
                    + " --verbosity=debug.");
        }
        return lines;
    }

    /** Below a message, an I/O exception that has none of its own tells nobody anything. */
    private static boolean isSilent(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() == null;
    }

    static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < MOST_CAUSES; link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }

    private static boolean isInternal(List<Throwable> chain) {
        return switch (chain.getFirst()) {
            case BuildException build -> build.kind() == BuildException.Kind.INTERNAL;
            case OutOfMemoryError memory -> false;
            case RuntimeException other -> !(other instanceof java.io.UncheckedIOException);
            case Error other -> true;
            default -> false;
        };
    }

    /** What a throwable says; the JDK's own messages are often a file name and nothing else. */
    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return switch (failure) {
            case BuildException build -> String.valueOf(message);
            case NoSuchFileException file -> "no such file or directory: " + file.getFile();
            case AccessDeniedException file -> "permission denied: " + file.getFile();
            case FileAlreadyExistsException file -> "file exists: " + file.getFile();
            case FileSystemException file -> String.valueOf(message);
            case UnknownHostException host -> "unknown host " + message;
            case ConnectException connect -> message == null ? "connection failed" : message;
            case OutOfMemoryError memory -> "out of memory (" + message + ")";
            case InterruptedException interrupted -> "interrupted";
            case IOException other when message != null -> message;
            default ->
                message == null
                        ? failure.getClass().getSimpleName()
                        : failure.getClass().getSimpleName() + ": " + message;
        };
    }
}
