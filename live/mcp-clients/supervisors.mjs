// Runs the story with each client, one after the other, and counts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { publishAndWithdraw, stack, standIn } from './story.mjs';

const program = process.env.TUNNEL_MANAGER_PROGRAM;
const tools = ['tunnel_get_status', 'tunnel_request_cname', 'tunnel_delete_cname', 'tunnel_list_cnames',
    'tunnel_list_domains', 'port_allocate', 'port_release', 'port_list'];

function server(project) {
    return {
        command: program,
        args: ['mcp', '--project', project, '--config', stack.settings],
        env: { PATH: process.env.PATH, HOME: process.env.HOME, TUNNEL_MANAGER_JAVA_HOME: process.env.TUNNEL_MANAGER_JAVA_HOME },
        stderr: 'inherit',
    };
}

async function play(project, client, transport) {
    await client.connect(transport);
    try {
        const listed = (await client.listTools()).tools.map(tool => tool.name);
        tools.forEach(tool => assert.ok(listed.includes(tool), `${tool} is not among ${listed}`));
        await publishAndWithdraw(project, (name, args) => client.callTool({ name, arguments: args }));
    } finally {
        await client.close();
    }
}

function v1(project) {
    return play(project, new ClientV1({ name: project, version: '1' }), new StdioV1(server(project)));
}

function v2(project, mode) {
    const client = new ClientV2({ name: project, version: '1' }, { versionNegotiation: { mode } });
    return play(project, client, new StdioV2(server(project)));
}

// The inspector's own command line, to which its target's options must not look like its own.
function inspect(project, ...words) {
    const child = spawn('node_modules/.bin/mcp-inspector', ['--cli', program, 'mcp', '-e', `TUNNEL_MANAGER_PROJECT=${project}`,
        '-e', `TUNNEL_MANAGER_CONFIG=${stack.settings}`, '--protocol-era', 'auto', '--format', 'json', ...words],
    { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', part => { out += part; });
    child.stderr.on('data', part => { err += part; });
    return new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', code => resolve({ code, out, err }));
    });
}

async function inspectorLists() {
    const { code, out, err } = await inspect('inspector', '--method', 'tools/list', '--strict');
    assert.equal(code, 0, err + out);
    const listed = JSON.stringify(JSON.parse(out));
    tools.forEach(tool => assert.ok(listed.includes(`"${tool}"`), `${tool} is not in ${listed}`));
}

async function inspectorCalls() {
    await publishAndWithdraw('inspector', async (name, args) => {
        const { code, out, err } = await inspect('inspector', '--method', 'tools/call', '--tool-name', name,
            '--tool-args-json', JSON.stringify(args));
        assert.ok([0, 5].includes(code), `exit ${code}: ${err}${out}`);
        const answer = JSON.parse(out);
        const result = answer.result ?? answer;
        assert.equal(result.isError === true, code === 5, out);
        return result;
    });
}

const supervisors = {
    'TypeScript SDK 1, legacy': () => v1('ts1'),
    'TypeScript client 2, legacy': () => v2('ts2-legacy', 'legacy'),
    'TypeScript client 2, auto': () => v2('ts2-auto', 'auto'),
    'TypeScript client 2, pinned to 2026-07-28': () => v2('ts2-pinned', { pin: '2026-07-28' }),
    'inspector, tools/list --strict': inspectorLists,
    'inspector, tools/call': inspectorCalls,
    'every request to the provider fits its schema': async () => assert.deepEqual(await standIn('violations'), []),
};

let failed = 0;
for (const [name, supervise] of Object.entries(supervisors)) {
    const since = Date.now();
    try {
        await supervise();
        console.log(`ok      ${name} (${Date.now() - since} ms)`);
    } catch (wrong) {
        failed += 1;
        console.log(`FAILED  ${name}: ${wrong.stack ?? wrong}`);
    }
}
console.log(`${Object.keys(supervisors).length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
