package io.kaniko.core.context;

/**
 * A Dockerfile, and the context as it belongs to it.
 *
 * @param name as the user gave it, fit for messages
 * @param text its bytes; not copied
 * @param context with the ignore file that counts for this Dockerfile
 */
public record FoundDockerfile(String name, byte[] text, BuildContext context) {

    @Override
    public String toString() {
        return "FoundDockerfile[" + name + ", " + text.length + " bytes]";
    }
}
