package dev.tunnelmanager.launcher.demo;

import dev.tunnelmanager.adapter.mcp.McpServer;
import dev.tunnelmanager.adapter.mcp.json.JsonArray;
import dev.tunnelmanager.adapter.mcp.json.JsonObject;
import dev.tunnelmanager.adapter.mcp.json.JsonReader;
import dev.tunnelmanager.adapter.mcp.json.JsonString;
import dev.tunnelmanager.adapter.mcp.json.MalformedJson;
import dev.tunnelmanager.adapter.mcp.tools.TunnelTools;
import dev.tunnelmanager.domain.ownership.Actor;
import dev.tunnelmanager.domain.ownership.ProjectName;
import dev.tunnelmanager.domain.refusal.Verdict;
import dev.tunnelmanager.launcher.Version;
import dev.tunnelmanager.ports.driving.ControlPlane;
import dev.tunnelmanager.ports.driving.ControlPlane.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A project supervisor: an MCP client and its server, joined by pipes as they are by standard input and output. */
final class Supervisor implements AutoCloseable {

    private final OutputStream requests;
    private final BufferedReader answers;
    private int lastId;

    Supervisor(ControlPlane plane, ProjectName project) throws IOException {
        // Pipes of the kernel: the JDK's own take the end of a writing thread for the end of the writer.
        Pipe toServer = Pipe.open();
        Pipe toClient = Pipe.open();
        InputStream serverIn = Channels.newInputStream(toServer.source());
        OutputStream serverOut = Channels.newOutputStream(toClient.sink());
        this.requests = Channels.newOutputStream(toServer.sink());
        this.answers = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(toClient.source()), StandardCharsets.UTF_8));
        Caller caller = new Caller(new Actor.Project(project), Optional.empty());
        TunnelTools tools = new TunnelTools(() -> Verdict.granted(caller), () -> Verdict.granted(plane));
        Thread server = new Thread(() -> McpServer.serve(serverIn, serverOut, tools, Optional.empty(),
                Version.text()), "demo-mcp");
        server.setDaemon(true);
        server.start();
        request("initialize", JsonObject.with().put("protocolVersion", "2025-11-25")
                .put("capabilities", JsonObject.EMPTY).put("clientInfo",
                        JsonObject.with().put("name", "demo").put("version", Version.text()).build())
                .build());
        send(JsonObject.with().put("jsonrpc", "2.0").put("method", "notifications/initialized").build());
    }

    /** Calls a tool and returns the first block of text that it answers. */
    String call(String tool, JsonObject arguments) throws IOException {
        JsonObject result = request("tools/call",
                JsonObject.with().put("name", tool).put("arguments", arguments).build());
        JsonArray content = result.require("content", JsonArray.class, "result");
        return ((JsonObject) content.items().getFirst()).require("text", JsonString.class, "content").value();
    }

    private JsonObject request(String method, JsonObject params) throws IOException {
        int id = ++lastId;
        send(JsonObject.with().put("jsonrpc", "2.0").put("id", id).put("method", method).put("params", params).build());
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The server ended without an answer to " + method);
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        JsonObject answer;
        try {
            answer = (JsonObject) JsonReader.read(bytes, 0, bytes.length);
        } catch (MalformedJson broken) {
            throw new IOException("The server answered something else than JSON to " + method, broken);
        }
        return answer.require("result", JsonObject.class, "answer");
    }

    private void send(JsonObject message) throws IOException {
        StringBuilder line = new StringBuilder();
        message.appendTo(line);
        requests.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        requests.flush();
    }

    @Override
    public void close() throws IOException {
        requests.close();
        answers.close();
    }
}
