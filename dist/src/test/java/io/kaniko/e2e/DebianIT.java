package io.kaniko.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaniko.e2e.rig.Finished;
import io.kaniko.e2e.rig.ImageTree;
import io.kaniko.e2e.rig.Workbench;
import io.kaniko.e2e.rig.WorkbenchSupply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A full distribution as base, with its package manager. */
@ExtendWith(WorkbenchSupply.class)
class DebianIT {

    @Test
    void packagesInstall(Workbench bench) throws Exception {
        ImageTree image =
                bench.build(bench.context().dockerfile("FROM " + bench.bases().debian() + """

                    RUN apt-get update && apt-get install -y --no-install-recommends hello \\
                        && rm -rf /var/lib/apt/lists/*
                    RUN useradd --create-home --uid 1500 builder
                    USER builder
                    RUN hello --greeting="built on Debian" > ~/greeting
                    CMD ["cat", "/home/builder/greeting"]
                    """), "--insecure-pull");

        Finished container = image.start().succeeded();
        assertThat(container.output()).isEqualTo("built on Debian\n");
        assertThat(image.owner("home/builder/greeting")).isEqualTo("1500:1500 644");
        assertThat(image.layerNames(1)).contains("usr/bin/hello").noneMatch(name -> name.startsWith("proc/"));
    }
}
