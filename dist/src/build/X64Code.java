import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Machine code of x86-64, written instruction by instruction. Jumps name labels, which may come later. */
final class X64Code {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Integer> labels = new HashMap<>();
    /** Where a distance to a label is to be filled in. */
    private final Map<Integer, String> distances = new LinkedHashMap<>();

    X64Code label(String name) {
        if (labels.put(name, bytes.size()) != null) {
            throw new IllegalArgumentException("two labels " + name);
        }
        return this;
    }

    /**
     * One instruction.
     *
     * @param text what it says in assembly language; for the reader
     * @param code its bytes, in hexadecimal
     */
    X64Code add(String text, String code) {
        for (String each : code.split(" ")) {
            bytes.write(Integer.parseInt(each, 16));
        }
        return this;
    }

    /** An instruction that ends in a number of four bytes. */
    X64Code add(String text, String code, int number) {
        add(text, code);
        return number(number);
    }

    /** A jump that ends in the distance to a label. */
    X64Code jump(String text, String code, String label) {
        add(text, code);
        distances.put(bytes.size(), label);
        return number(0);
    }

    byte[] toBytes() {
        byte[] code = bytes.toByteArray();
        distances.forEach((position, label) -> {
            int end = position + Integer.BYTES;
            int distance = labels.get(label) - end;
            for (int index = 0; index < Integer.BYTES; index++) {
                code[position + index] = (byte) (distance >> (Byte.SIZE * index));
            }
        });
        return code;
    }

    private X64Code number(int number) {
        for (int index = 0; index < Integer.BYTES; index++) {
            bytes.write(number >> (Byte.SIZE * index));
        }
        return this;
    }
}
