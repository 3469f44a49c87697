package io.kaniko.core.cli;

/** Starts the program. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("version")) {
            System.out.println("Kaniko version :  0.1.0");
        }
    }
}
