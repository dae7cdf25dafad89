/** The gateway's questions about assistants, put to a real LangGraph server. */
import { Client } from '@langchain/langgraph-sdk';
import { Pool } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectionInForce } from '@sallyport/gateway/core/ports/policy-in-force';
import { lookupLimits } from '@sallyport/gateway/lookup/lookup-limits';
import { UpstreamLookups } from '@sallyport/gateway/lookup/upstream-lookups';
import { freePort } from '@sallyport/testkit/infrastructure/free-port';
import { startLangGraphServer, type LangGraphServer } from './langgraph-server.js';

let server: LangGraphServer;
let pool: Pool;
let client: Client;
const failures: string[] = [];
const names = new UpstreamLookups({
  poolOf: () => pool,
  limits: lookupLimits,
  nowMs: () => performance.now(),
  failed: (_connection, why) => failures.push(why),
});
let graphs: ConnectionInForce;

beforeAll(async () => {
  const port = await freePort();
  server = await startLangGraphServer({
    port,
    model: { baseUrl: 'http://127.0.0.1:9/v1', key: 'none', name: 'none' },
  });
  pool = new Pool(server.url, { connections: 2 });
  client = new Client({ apiUrl: server.url, apiKey: null });
  graphs = {
    name: 'graphs',
    origin: server.url,
    basePath: '',
    credential: () => ({ kind: 'header', name: 'x-api-key', value: 'any' }),
    record: 'full',
    tls: {},
    connectMsMax: 1_000,
    headersMsMax: 1_000,
    idleMsMax: 1_000,
    poolConnectionsMax: 2,
    reading: {
      dialects: [],
      bindsRequests: true,
      bindsAnswers: false,
      judgeBytesMax: 1_024,
      takesUnreadable: false,
      judgesAnswers: false,
      judgesCalls: false,
      holdsAnswers: false,
      findsInRequests: false,
      findsInAnswers: false,
      masks: { request: [], answer: [] },
    },
    poolKey: '',
    servesStale: false,
  };
});
afterAll(async () => {
  await pool.destroy();
  await server.stop();
});

it('finds the graph of the assistants that the server makes itself, and of others', async () => {
  const own = await client.assistants.search({ graphId: 'agent' });
  expect(await names.graphOf(graphs, own[0]?.assistant_id ?? '')).toBe('agent');
  const made = await client.assistants.create({ graphId: 'other', name: 'agent' });
  expect(await names.graphOf(graphs, made.assistant_id)).toBe('other');
  expect(names.graphOf(graphs, made.assistant_id)).toBe('other');
});

it('follows an assistant that is given another graph', async () => {
  const { assistant_id } = await client.assistants.create({ graphId: 'other' });
  expect(await names.graphOf(graphs, assistant_id)).toBe('other');
  await client.assistants.update(assistant_id, { graphId: 'agent' });
  names.changed(graphs, { method: 'PATCH', path: `/assistants/${assistant_id}` });
  expect(await names.graphOf(graphs, assistant_id)).toBe('agent');
});

it('does not know an assistant that is not there', async () => {
  expect(await names.graphOf(graphs, '00000000-0000-4000-8000-000000000000')).toBeUndefined();
  expect(failures).toEqual([]);
});
