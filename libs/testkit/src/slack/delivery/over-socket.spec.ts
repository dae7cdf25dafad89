import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseObject, type JsonObject } from '../../provider/json.js';
import { demoApp, demoWorkspace } from '../demo-workspace.js';
import { socketsMax } from '../shape/limits.js';
import type { Slack } from '../slack.js';
import { startSlack } from '../start-slack.js';

interface Peer {
  readonly socket: WebSocket;
  readonly heard: JsonObject[];
}

let slack: Slack;
let peers: Peer[];
beforeEach(async () => {
  peers = [];
  slack = await startSlack({
    workspaces: [demoWorkspace],
    app: demoApp,
    delivery: 'socket',
    eventRetriesMs: [0],
    rateLimits: 'none',
  });
});
afterEach(async () => {
  for (const { socket } of peers) socket.terminate();
  await slack.stop();
});

async function link(): Promise<string> {
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.appToken}` },
  });
  return ((await response.json()) as { url: string }).url;
}
/** Connects, and acknowledges every envelope with `answer`; `silent` acknowledges none. */
async function connect(answer: object | 'silent' = {}): Promise<Peer> {
  const socket = new WebSocket(await link());
  const peer: Peer = { socket, heard: [] };
  peers.push(peer);
  socket.on('message', (data: Buffer) => {
    const message = parseObject(data) ?? {};
    peer.heard.push(message);
    const { envelope_id } = message;
    if (envelope_id !== undefined && answer !== 'silent')
      socket.send(JSON.stringify({ envelope_id, payload: answer }));
    slack.state.changes.tell();
  });
  await slack.until('a first message', () => peer.heard[0]);
  return peer;
}
const command = (text: string): ReturnType<Slack['command']> =>
  slack.command(slack.person('alice'), '/sallyport', text);

it('greets every connection, and lets each link be used once', async () => {
  const first = await connect();
  const second = await connect();
  expect(first.heard[0]).toMatchObject({ type: 'hello', num_connections: 1, debug_info: {} });
  expect(second.heard[0]).toMatchObject({ type: 'hello', num_connections: 2 });
  const url = await link();
  const good = new WebSocket(url);
  await once(good, 'open');
  good.terminate();
  const [, response] = (await once(new WebSocket(url), 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  expect(response.statusCode).toBe(403);
});

it('gives each envelope to one connection, in turn', async () => {
  const [one, two] = [await connect(), await connect()];
  for (const text of ['a', 'b', 'c', 'd']) expect((await command(text)).outcome).toBe('acknowledged');
  const textsOf = ({ heard }: Peer): readonly unknown[] =>
    heard.slice(1).map(({ payload }) => (payload as JsonObject).text);
  expect([textsOf(one), textsOf(two)].toSorted()).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ]);
  expect(one.heard[1]).toMatchObject({ type: 'slash_commands', accepts_response_payload: true });
});

it('shows what an acknowledgement carries', async () => {
  await connect({ text: 'two are waiting' });
  expect((await command('pending')).body).toEqual({ text: 'two are waiting' });
  expect((await slack.whisper(slack.person('alice'))).text).toBe('two are waiting');
});

it('gives nothing more to a connection that was told to leave', async () => {
  const leaving = await connect();
  const staying = await connect();
  slack.sockets.connections[0]?.disconnect('warning');
  await slack.until('the farewell', () => leaving.heard[1]);
  expect(leaving.heard[1]).toMatchObject({ type: 'disconnect', reason: 'warning', debug_info: {} });
  await command('a');
  await command('b');
  expect([leaving.heard, staying.heard].map(({ length }) => length)).toEqual([2, 3]);
});

it('loses what a lost connection did not acknowledge', async () => {
  expect((await command('a')).outcome).toBe('unreachable');
  const silent = await connect('silent');
  const late = command('b');
  await slack.until('the envelope', () => silent.heard[1]);
  slack.sockets.connections[0]?.cut();
  expect(await late).toMatchObject({ outcome: 'unreachable', troubles: ['not acknowledged: unreachable'] });
  expect((await connect()).heard).toHaveLength(1);
});

it('sends an event again that was not acknowledged, with the number of the attempt', async () => {
  const silent = await connect('silent');
  const opened = slack.openHome(slack.person('alice'));
  await slack.until('the event', () => silent.heard[1]);
  const next = await connect();
  slack.sockets.connections[0]?.cut();
  expect((await opened).outcome).toBe('acknowledged');
  const common = { type: 'events_api', accepts_response_payload: false };
  expect(silent.heard[1]).toMatchObject({ ...common, retry_attempt: 0, retry_reason: '' });
  expect(next.heard[1]).toMatchObject({ ...common, retry_attempt: 1 });
  expect((next.heard[1]?.payload as JsonObject).event_id).toBe(
    (silent.heard[1]?.payload as JsonObject).event_id,
  );
});

it('closes what is one connection too many', async () => {
  for (let at = 0; at < socketsMax; at++) await connect();
  const last = await connect();
  expect(last.heard[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  await slack.until('ten connections', () =>
    slack.sockets.connections.length === socketsMax ? true : undefined,
  );
  expect(last.heard).toHaveLength(1);
});

it('answers pings, until it is frozen', async () => {
  const { socket } = await connect();
  const pong = once(socket, 'pong');
  socket.ping();
  await pong;
  slack.sockets.connections[0]?.freeze();
  let pongs = 0;
  socket.on('pong', () => pongs++);
  socket.ping();
  expect((await command('x')).outcome).toBe('timeout');
  expect(pongs).toBe(0);
});
