package dev.tunnelmanager.adapter.cloudflare;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.tunnelmanager.standins.provider.ApiSchema;
import dev.tunnelmanager.standins.provider.ProviderRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Answers that a test chooses, one after the other, to requests that must be valid by the provider's schema. */
final class CloudflareMock implements AutoCloseable {

    private static final String BASE = "/client/v4";

    private final WireMockServer server = new WireMockServer(
            wireMockConfig().dynamicPort().bindAddress("127.0.0.1").containerThreads(8));
    private int answers;

    CloudflareMock() {
        server.start();
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + server.port() + BASE);
    }

    /** Answers the next requests so, each once; the last answer stays. */
    CloudflareMock answering(ResponseDefinitionBuilder... inOrder) {
        for (ResponseDefinitionBuilder answer : inOrder) {
            String before = answers == 0 ? Scenario.STARTED : "answered " + answers;
            answers++;
            server.stubFor(any(anyUrl()).atPriority(1).inScenario("answers").whenScenarioStateIs(before)
                    .willSetStateTo("answered " + answers).willReturn(answer));
            server.stubFor(any(anyUrl()).atPriority(1_000_000 - answers).willReturn(answer));
        }
        return this;
    }

    static ResponseDefinitionBuilder result(String json) {
        return jsonResponse("{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" + json + "}", 200);
    }

    static ResponseDefinitionBuilder error(int status, int code, String message) {
        return jsonResponse("{\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\"" + message
                + "\"}],\"messages\":[],\"result\":null}", status);
    }

    /** Returns every request, the oldest first, as method and address below the base path. */
    List<String> requests() {
        return events().stream().map(e -> e.getMethod() + " " + e.getUrl().substring(BASE.length())).toList();
    }

    /** Returns a header of the last request. */
    Optional<String> lastHeader(String name) {
        List<Request> events = events();
        return Optional.ofNullable(events.get(events.size() - 1).getHeader(name));
    }

    @Override
    public void close() {
        List<String> faults = new ArrayList<>();
        for (Request request : events()) {
            URI uri = URI.create(request.getUrl());
            faults.addAll(ApiSchema.bundled().faultsInRequest(request.getMethod().getName(),
                    uri.getPath().substring(BASE.length()), ProviderRequest.query(uri.getRawQuery()),
                    Optional.ofNullable(request.getHeader("Content-Type")),
                    Optional.ofNullable(request.getBodyAsString()).orElse("")));
        }
        server.stop();
        assertThat(faults).isEmpty();
    }

    private List<Request> events() {
        List<Request> requests = new ArrayList<>(
                server.getAllServeEvents().stream().map(ServeEvent::getRequest).map(Request.class::cast).toList());
        Collections.reverse(requests);
        return requests;
    }
}
