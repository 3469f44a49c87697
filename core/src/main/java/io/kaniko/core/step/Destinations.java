package io.kaniko.core.step;

import io.kaniko.core.rootfs.ImagePath;

/** What the last argument of COPY and ADD means. */
final class Destinations {

    private Destinations() {}

    /**
     * An absolute path in the image. It ends in {@code /} where the text says that it is a directory: a slash or a dot
     * at the end, or nothing at all, which is the working directory.
     */
    static String absolute(String workingDirectory, String destination) {
        boolean directory = destination.isEmpty()
                || destination.endsWith("/")
                || destination.equals(".")
                || destination.endsWith("/.");
        String path = ImagePath.clean(destination.startsWith("/") ? destination : workingDirectory + "/" + destination);
        return path.isEmpty() ? "/" : "/" + path + (directory ? "/" : "");
    }
}
