package io.kaniko.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.core.nativeio.LinuxFiles;
import io.kaniko.spi.BuildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever lies in {@code /} and in a stage, and wherever an exchange breaks off, {@code /} is as before afterwards. */
class ExchangePropertyTest {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> PLACES = List.of("/a", "/a/b", "/a/b/c", "/b/a", "/c/c");

    /** A killed builder: nothing in it catches this. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Kills at a certain rename. */
    private static final class CountedRenaming implements Renaming {
        private int left;

        CountedRenaming(int left) {
            this.left = left;
        }

        @Override
        public void rename(String from, String to) throws IOException {
            if (left-- == 0) {
                throw new Killed();
            }
            LinuxFiles.rename(from, to);
        }
    }

    @Provide
    Arbitrary<List<String>> places() {
        return Arbitraries.of(PLACES).list().uniqueElements().ofMaxSize(3);
    }

    @Property(tries = 100)
    void exchangingAndGivingBackChangesNothing(@ForAll long seed, @ForAll("places") List<String> kept)
            throws IOException {
        inFixture(seed, kept, files -> {
            SortedMap<String, String> own = files.own();
            SortedMap<String, String> staged = files.staged();

            try {
                files.begin(files.kept(kept.toArray(String[]::new))).end();
            } catch (BuildException fileInTheWay) {
                assertThat(fileInTheWay).hasMessageContaining("is no directory");
            }

            assertThat(files.own()).isEqualTo(own);
            assertThat(files.staged()).isEqualTo(staged);
        });
    }

    @Property(tries = 15)
    void aKilledExchangeIsUndoneByTheNextBuilder(@ForAll long seed, @ForAll("places") List<String> kept)
            throws IOException {
        boolean killed = true;
        for (int renames = 0; killed; renames++) {
            CountedRenaming renaming = new CountedRenaming(renames);
            boolean[] happened = new boolean[1];
            inFixture(seed, kept, files -> {
                SortedMap<String, String> own = files.own();
                try {
                    files.begin(files.kept(kept.toArray(String[]::new)), renaming)
                            .end();
                } catch (BuildException fileInTheWay) {
                    assertThat(fileInTheWay).hasMessageContaining("is no directory");
                } catch (Killed e) {
                    happened[0] = true;
                    recoverKilledOnce(files);
                }
                assertThat(files.own()).isEqualTo(own);
                assertThat(files.area.journal().exists()).isFalse();
            });
            killed = happened[0];
        }
    }

    /** Each attempt but the last is killed as well, one rename later than the one before. */
    private static void recoverKilledOnce(ExchangeFixture files) throws IOException {
        for (int renames = 0; ; renames++) {
            try {
                assertThat(ExchangeRestoration.recover(files.topRoot, files.area, new CountedRenaming(renames)))
                        .isTrue();
                return;
            } catch (Killed e) {
                assertThat(files.area.journal().exists()).isTrue();
            }
        }
    }

    private interface Check {
        void run(ExchangeFixture files) throws IOException;
    }

    private static void inFixture(long seed, List<String> kept, Check check) throws IOException {
        Path temporary = Files.createTempDirectory("exchange");
        try {
            ExchangeFixture files = new ExchangeFixture(temporary);
            Random random = new Random(seed);
            fill(files.top, random, 0);
            for (String place : kept) {
                Path parent = files.top;
                for (String name : place.substring(1).split("/")) {
                    parent = parent.resolve(name);
                    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                        Files.deleteIfExists(parent);
                    }
                }
                LinuxFiles.deleteTree(parent.toString());
                Files.createDirectories(parent);
            }
            fill(files.stage, random, 0);
            check.run(files);
        } finally {
            LinuxFiles.deleteTree(temporary.toString());
        }
    }

    private static void fill(Path directory, Random random, int depth) throws IOException {
        for (String name : NAMES) {
            Path path = directory.resolve(name);
            switch (random.nextInt(depth < 3 ? 5 : 3)) {
                case 0 -> {}
                case 1 -> Files.writeString(path, Long.toHexString(random.nextLong()));
                case 2 ->
                    Files.createSymbolicLink(
                            path, Path.of(random.nextBoolean() ? "/" : "", NAMES.get(random.nextInt(3))));
                default -> {
                    Files.createDirectory(path);
                    fill(path, random, depth + 1);
                    LinuxFiles.setPermissions(path.toString(), 0700 + random.nextInt(8));
                    LinuxFiles.setModified(path.toString(), random.nextInt(1_000_000), random.nextInt(1000));
                }
            }
        }
    }
}
