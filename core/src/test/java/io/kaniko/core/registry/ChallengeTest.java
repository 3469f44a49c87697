package io.kaniko.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private static Challenge parse(String... headers) {
        return Challenge.parse(List.of(headers)).orElseThrow();
    }

    @Test
    void readsParametersInAnyOrderAndForm() {
        assertThat(parse("bearer scope=\"repository:a/b:pull,push repository:c:pull\" , service=hub,realm ="
                        + " \"https://t/x?a=b\""))
                .isEqualTo(new Challenge.Bearer(
                        "https://t/x?a=b", "hub", List.of("repository:a/b:pull,push", "repository:c:pull")));
    }

    @Test
    void serviceAndScopeMayBeMissing() {
        assertThat(parse("Bearer realm=\"https://t\"")).isEqualTo(new Challenge.Bearer("https://t", "", List.of()));
    }

    @Test
    void takesTheFirstThatItKnows() {
        assertThat(parse("Negotiate, Basic realm=\"x\"")).isEqualTo(new Challenge.Basic());
        assertThat(parse("Digest qop=\"auth, Bearer\"", "Basic realm=\"x\"")).isEqualTo(new Challenge.Basic());
        assertThat(parse("Bearer realm=\"https://t\", Basic realm=\"x\""))
                .isInstanceOfSatisfying(
                        Challenge.Bearer.class,
                        bearer -> assertThat(bearer.realm()).isEqualTo("https://t"));
    }

    @Test
    void quotedQuotesAreUnderstood() {
        assertThat(parse("Bearer service=\"a \\\"b\\\" Basic\",realm=\"https://t\""))
                .isEqualTo(new Challenge.Bearer("https://t", "a \"b\" Basic", List.of()));
    }

    @Test
    void othersAreNoChallenge() {
        assertThat(Challenge.parse(List.of("Negotiate", "Bearer service=\"no realm\"")))
                .isEmpty();
        assertThat(Challenge.parse(List.of())).isEmpty();
    }
}
