package io.jstack.engine.api;

import static io.jstack.engine.api.Route.Kind.ACTS;
import static io.jstack.engine.api.Route.Kind.LOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerApiTest {
    private static final Route.Handler ECHO =
            (request, answer) -> answer.text(request.version() + " " + request.path() + " " + request.parameters());

    private final DockerApi api = new DockerApi(
            "0.1.0",
            new Routes(List.of(
                    Route.of(LOOKS, "GET", "/_ping", ECHO),
                    Route.of(LOOKS, "GET", "/images/{name...}/json", ECHO),
                    Route.of(LOOKS, "POST", "/containers/{id}/wait", ECHO),
                    Route.of(ACTS, "POST", "/containers/{id}/stop", ECHO))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/_ping|44 /_ping {}",
                "HEAD|/_ping|44 /_ping {}",
                "GET|/v1.24/_ping|24 /_ping {}",
                "GET|/v1.44/images/registry.local/a/b:1/json|44 /images/registry.local/a/b:1/json {name=registry.local/a/b:1}",
                "GET|/images/a%2Fb/json|44 /images/a/b/json {name=a/b}",
                "POST|/containers/web/stop?t=3|44 /containers/web/stop {id=web}"
            })
    void aRequestFindsItsHandler(String method, String uri, String said) throws Exception {
        assertThat(ask(method, uri, DockerApi.Scope.EVERYTHING)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v1.41/containers/create?name=web|501|POST /containers/create is not spoken by jstack",
                "DELETE|/_ping|501|DELETE /_ping is not spoken by jstack",
                "GET|/containers/a/b/json|501|GET /containers/a/b/json is not spoken by jstack",
                "GET|/v1.45/_ping|400|client version 1.45 is too new. Maximum supported API version is 1.44",
                "GET|/v1.23/_ping|400|client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
                "GET|/_ping%zz|400|malformed address: /_ping%zz"
            })
    void whatIsNotSpokenSaysSo(String method, String uri, int status, String message) {
        assertThatThrownBy(() -> ask(method, uri, DockerApi.Scope.EVERYTHING))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(status))
                .hasMessage(message);
    }

    @Test
    void theReadOnlySocketLetsLookAndWaitAndNothingElse() throws Exception {
        assertThat(ask("GET", "/_ping", DockerApi.Scope.LOOKING)).startsWith("44");
        assertThat(ask("POST", "/containers/web/wait", DockerApi.Scope.LOOKING)).startsWith("44");
        for (String path : List.of("/containers/web/stop", "/v1.41/containers/create")) {
            assertThatThrownBy(() -> ask("POST", path, DockerApi.Scope.LOOKING))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(403))
                    .hasMessageContaining("bound read-only");
        }
    }

    @Test
    void onlyWhatChangesSomethingIsCarriedThroughWithoutItsClient() {
        assertThat(api.isCarriedThrough(request("POST", "/v1.44/containers/web/stop")))
                .isTrue();
        assertThat(api.isCarriedThrough(request("POST", "/containers/web/wait")))
                .isFalse();
        assertThat(api.isCarriedThrough(request("GET", "/_ping%zz"))).isFalse();
    }

    private String ask(String method, String uri, DockerApi.Scope scope) throws IOException, InterruptedException {
        RecordedAnswer answer = new RecordedAnswer();
        api.handle(request(method, uri), scope, answer);
        return answer.said;
    }

    private static Ask request(String method, String uri) {
        return new Ask(method, uri, true, true);
    }
}
