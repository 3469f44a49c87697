import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** What is built. A new row needs a Dockerfile, its base images, and who writes its context. */
enum Workload {
    /** 20,000 small files in one COPY, 2,000 more excluded, and one RUN. */
    SMALL_FILES(List.of(BaseImages.Base.BUSYBOX), """
        FROM %1$s/base/busybox:1
        WORKDIR /app
        COPY . /app
        RUN find /app -type f | wc -l > /count
        """) {
        @Override
        void fill(Path context) throws IOException {
            Random random = new Random(1);
            Files.writeString(context.resolve(".dockerignore"), "**/*.log\n");
            for (int directory = 0; directory < 200; directory++) {
                Path into = Files.createDirectories(context.resolve("src/pkg" + directory % 20 + "/mod" + directory));
                for (int file = 0; file < 110; file++) {
                    Files.writeString(into.resolve("f" + file + (file < 100 ? ".ts" : ".log")), words(random, 400));
                }
            }
        }
    },

    /** Eight small RUNs on a large base: what a snapshot costs where next to nothing changes. */
    SMALL_RUNS(List.of(BaseImages.Base.TOOLS), """
        FROM %1$s/base/tools:1
        RUN useradd -m app
        RUN mkdir -p /opt/app/conf && echo a=1 > /opt/app/conf/a.conf
        RUN ln -s /opt/app /srv/app
        RUN echo b=2 >> /opt/app/conf/a.conf
        RUN chown -R app:app /opt/app
        RUN touch /opt/app/marker
        RUN rm -f /opt/app/marker
        RUN chmod 0750 /opt/app/conf
        """),

    /** Four independent stages that compute, and one that collects. */
    STAGES(List.of(BaseImages.Base.TOOLS, BaseImages.Base.BUSYBOX), """
        FROM %1$s/base/tools:1 AS one
        RUN python3 -c "print('int main(){return 0;}'); print(chr(10).join('int f%%d(int a){int b=a;for(int i=0;i<a;i++)b+=i*%%d;return b;}' %% (i,i) for i in range(4000)))" > /m.c && gcc -O2 -o /p /m.c
        FROM %1$s/base/tools:1 AS two
        RUN python3 -c "print('int main(){return 0;}'); print(chr(10).join('int f%%d(int a){int b=a;for(int i=0;i<a;i++)b+=i*%%d;return b;}' %% (i,i) for i in range(4001)))" > /m.c && gcc -O2 -o /p /m.c
        FROM %1$s/base/tools:1 AS three
        RUN python3 -c "print('int main(){return 0;}'); print(chr(10).join('int f%%d(int a){int b=a;for(int i=0;i<a;i++)b+=i*%%d;return b;}' %% (i,i) for i in range(4002)))" > /m.c && gcc -O2 -o /p /m.c
        FROM %1$s/base/tools:1 AS four
        RUN python3 -c "print('int main(){return 0;}'); print(chr(10).join('int f%%d(int a){int b=a;for(int i=0;i<a;i++)b+=i*%%d;return b;}' %% (i,i) for i in range(4003)))" > /m.c && gcc -O2 -o /p /m.c
        FROM %1$s/base/busybox:1
        COPY --from=one /p /one
        COPY --from=two /p /two
        COPY --from=three /p /three
        COPY --from=four /p /four
        """),

    /** One layer of 1 GiB: a third noise, a third text, a third nearly empty. */
    LARGE_LAYER(List.of(BaseImages.Base.BUSYBOX), """
        FROM %1$s/base/busybox:1
        COPY data /data
        """) {
        @Override
        void fill(Path context) throws IOException {
            Path data = Files.createDirectories(context.resolve("data"));
            Random random = new Random(5);
            byte[] noise = new byte[1 << 20];
            try (OutputStream out = Files.newOutputStream(data.resolve("noise.bin"))) {
                for (int i = 0; i < 384; i++) {
                    random.nextBytes(noise);
                    out.write(noise);
                }
            }
            try (OutputStream out = Files.newOutputStream(data.resolve("app.log"))) {
                for (long size = 0; size < 384 << 20; ) {
                    byte[] line = ("1700000000 INFO [" + Integer.toHexString(random.nextInt()) + "] "
                                    + words(random, 12) + "\n")
                            .getBytes(StandardCharsets.UTF_8);
                    out.write(line);
                    size += line.length;
                }
            }
            byte[] record = new byte[128 << 10];
            try (OutputStream out = Files.newOutputStream(data.resolve("records.bin"))) {
                for (int i = 0; i < 2048; i++) {
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, record, 0, 32 << 10);
                    out.write(record);
                }
            }
        }
    },

    /** Configuration only, on a large base. */
    METADATA(List.of(BaseImages.Base.TOOLS), """
        FROM %1$s/base/tools:1
        ARG V=1
        ENV A=1 B=2
        LABEL org.opencontainers.image.title=metadata v=$V
        EXPOSE 8080
        USER nobody
        STOPSIGNAL SIGINT
        ENTRYPOINT ["/bin/sh", "-c"]
        CMD ["echo hi"]
        """);

    private static final List<String> WORDS = new Random(7)
            .ints(3000, 0, Integer.MAX_VALUE)
            .mapToObj(number -> Integer.toString(number, 36))
            .toList();

    private final List<BaseImages.Base> bases;
    private final String dockerfile;

    Workload(List<BaseImages.Base> bases, String dockerfile) {
        this.bases = bases;
        this.dockerfile = dockerfile;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Workload> named(String label) {
        return Arrays.stream(values())
                .filter(workload -> workload.label().equals(label))
                .findFirst();
    }

    static String labels() {
        return Arrays.stream(values()).map(Workload::label).collect(Collectors.joining(", "));
    }

    List<BaseImages.Base> bases() {
        return bases;
    }

    /** Writes the context's files; only those that have any override it. */
    void fill(Path context) throws IOException {}

    /** The context directory; its files are kept for later runs, its Dockerfile names this run's registry. */
    Path prepare(Path contexts, Registry registry) throws IOException {
        Path context = contexts.resolve(label());
        if (!Files.exists(contexts.resolve(label() + ".made"))) {
            Files.createDirectories(context);
            fill(context);
            Files.createFile(contexts.resolve(label() + ".made"));
        }
        Files.writeString(context.resolve("Dockerfile"), dockerfile.formatted(registry.address()));
        return context;
    }

    private static String words(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(count / 2, count); i > 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        return text.toString();
    }
}
