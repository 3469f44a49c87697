package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.Program;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documentation tells people to run. */
class ExamplesIT {

    @Test
    void theFirstCommandOfTheReadmeShowsWhatItBuilt() {
        Finished example = Program.run(Path.of("..").toAbsolutePath(), "sh", "examples/hello/run.sh")
                .succeeded();

        assertThat(example.output())
                .contains("layer 1", "layer 2", "layer 3")
                .contains("@@@@@@@@@@")
                .contains("2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59");
    }
}
