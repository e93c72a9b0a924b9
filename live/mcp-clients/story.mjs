// What a supervisor does from the first port to the last record, whichever client it uses.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';

export const stack = JSON.parse(process.env.STAND_IN_STACK);

// Asks for a hostname at the edge, as the public does.
export function throughEdge(hostname) {
    return new Promise((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port: stack.edge, path: '/hello', headers: { Host: hostname } }, answer => {
            let body = '';
            answer.setEncoding('utf8');
            answer.on('data', part => { body += part; });
            answer.on('end', () => resolve({ status: answer.statusCode, body }));
        });
        asked.on('error', reject);
        asked.end();
    });
}

// The stand-in's own side, beside the API that it stands in for.
export async function standIn(what) {
    return (await fetch(new URL(`/__standin/${what}`, stack.api))).json();
}

function done(result) {
    assert.notEqual(result.isError, true, JSON.stringify(result));
    assert.equal(result.structuredContent.success, true, JSON.stringify(result));
    return result.structuredContent;
}

// Plays the whole story; `call` calls a tool by name, `name` is the project's and the hostname's.
export async function publishAndWithdraw(name, call) {
    const hostname = `${name}.example.com`;
    const before = readFileSync(stack.ingress, 'utf8');
    assert.equal(done(await call('port_allocate', { port: stack.port })).port, stack.port);

    const published = done(await call('tunnel_request_cname', { subdomain: name, targetPort: stack.port }));
    assert.equal(published.url, `https://${hostname}`);
    assert.equal(published.ingress_target, `http://localhost:${stack.port}`);
    assert.equal(published.target_type, 'localhost');
    assert.deepEqual(await throughEdge(hostname), { status: 200, body: 'the service answers /hello' });

    const list = await call('tunnel_list_cnames', {});
    assert.equal(done(list).count, 1);
    assert.equal(list.content[0].text, `CNAMEs (1):\n- ${hostname} → http://localhost:${stack.port} (${name})`);

    const status = done(await call('tunnel_get_status', {}));
    assert.equal(status.status, 'up');
    assert.equal(status.cloudflared_location, 'host');
    assert.ok(Number.isInteger(status.uptime_seconds) && Number.isInteger(status.restart_count));
    assert.ok(!Number.isNaN(Date.parse(status.last_check)) && status.last_check.endsWith('Z'));

    const domains = await call('tunnel_list_domains', {});
    assert.match(domains.content[0].text, /^Available domains \(1\):\n- example\.com \([0-9a-f]{32}\)$/);

    assert.match(done(await call('tunnel_delete_cname', { hostname })).message, new RegExp(hostname));
    assert.equal(readFileSync(stack.ingress, 'utf8'), before);
    assert.deepEqual((await standIn('records'))['example.com'], []);

    const refused = await call('tunnel_request_cname', { subdomain: name, targetPort: 1 });
    assert.equal(refused.isError, true);
    assert.equal(refused.structuredContent.code, 'port_not_allocated');
    assert.ok(refused.structuredContent.recommendation);
    done(await call('port_release', { port: stack.port }));
}
