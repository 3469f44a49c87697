package io.kaniko.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ContextLocationTest {

    @Test
    void knowsItsScheme() {
        assertThat(new ContextLocation("S3://bucket/key").scheme()).contains("s3");
        assertThat(new ContextLocation("S3://bucket/Key").afterScheme()).isEqualTo("bucket/Key");
        assertThat(new ContextLocation("/workspace").scheme()).isEmpty();
        assertThat(new ContextLocation("/workspace").afterScheme()).isEqualTo("/workspace");
    }

    @Test
    void hidesUserInformation() {
        assertThat(new ContextLocation("git://token:x@github.com/acme/app"))
                .hasToString("git://***@github.com/acme/app");
        assertThat(new ContextLocation("git://to@ken@github.com")).hasToString("git://***@github.com");
    }

    @Test
    void hidesTheQuery() {
        assertThat(new ContextLocation("https://host/c.tar.gz?sig=abc")).hasToString("https://host/c.tar.gz?***");
    }

    @Test
    void keepsPathsAsTheyAre() {
        assertThat(new ContextLocation("/src/a@b?c")).hasToString("/src/a@b?c");
        assertThat(new ContextLocation("git://host/acme/a@b")).hasToString("git://host/acme/a@b");
    }
}
