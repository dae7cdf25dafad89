/** Bodies that cannot be read, are too long, too many, or coded; and secrets where names should be. */
import { gzipSync } from 'node:zlib';
import { corpus, secretText } from '../corpus.js';
import { answering } from '../guarded-system.js';
import { json, type Sent } from '../row.js';
import { takingTurns, type Case, type Sender } from './sender.js';

const chat = (body: object | string): Sent => ({ path: '/v1/chat/completions', body });
const message = JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: secretText }] });
const yes = answering(json({ choices: [] }));

/** Why they cannot be read, and the bodies. */
const unreadable: Readonly<Record<string, string>> = {
  cut: message.slice(0, -3),
  'a name twice': message.replace('{', '{"model":"gpt-5",'),
  'too deep': `${'['.repeat(300)}${JSON.stringify(secretText)}${']'.repeat(300)}`,
  'no messages': JSON.stringify({ model: 'gpt-5', messages: secretText }),
  'a number out of range': message.replace('{', '{"seed":1e999,'),
  'no JSON': secretText,
};

/** As a coding that nobody knows. */
const codingOfSecret = (corpus[4]?.written ?? '').slice(0, 60);

export function oddBodies(sender: Sender): readonly Case[] {
  const cases: Case[] = [];
  for (const [why, body] of Object.entries(unreadable)) {
    for (const to of ['allow', 'meta', 'mask', 'deny', 'listed', 'block'])
      cases.push(sender.sent(`unreadable, ${why}, ${to}`, to, chat(body), yes));
  }
  const typed = { 'content-type': 'application/json' };
  const coded: readonly (readonly [string, Buffer, Readonly<Record<string, string>>])[] = [
    ['latin 1', Buffer.from(`${message}\xff`, 'latin1'), typed],
    ['gzip', gzipSync(message), { ...typed, 'content-encoding': 'gzip' }],
    ['broken gzip', Buffer.from(message), { ...typed, 'content-encoding': 'gzip' }],
    ['unknown coding', Buffer.from(message), { ...typed, 'content-encoding': codingOfSecret }],
  ];
  // Parts of a long body end in the middle of a secret.
  const long = Buffer.from(`${'x'.repeat(65_500)} ${secretText}`.repeat(5));
  for (const to of ['allow', 'mask', 'deny']) {
    const url = sender.guarded.base(to);
    for (const [what, body, headers] of coded)
      cases.push(sender.posted(`${what}, ${to}`, `${url}/v1/chat/completions`, body, headers));
    cases.push(sender.posted(`long, ${to}`, `${url}/upload`, long, { 'content-type': 'text/plain' }));
  }
  cases.push(sender.sent('too long', 'short', chat(message + ' '.repeat(2048)), yes));
  for (let count = 0; count < 3; count++) cases.push(sender.sent('too many', 'limited', chat(message), yes));
  return [...cases, ...oddNames(sender)];
}

/** Models, tools, graphs, threads and calls that are called like secrets. */
function oddNames(sender: Sender): readonly Case[] {
  const next = takingTurns(['listed', 'allow', 'mask']);
  const named = (more: object): Sent => chat({ model: 'gpt-5', messages: [], ...more });
  return corpus.flatMap(({ name, written }) => {
    const tool = { type: 'function', function: { name: written, parameters: {} } };
    const call = { id: written, type: 'function', function: { name: written, arguments: '{}' } };
    const calling = { role: 'assistant', content: null, tool_calls: [call] };
    const run = (more: object): Sent => ({
      path: '/runs/wait',
      body: { assistant_id: 'agent', input: {}, ...more },
    });
    const sent: readonly (readonly [string, Sent])[] = [
      ['a model', named({ model: written })],
      ['a tool', named({ tools: [tool] })],
      ['an earlier call', named({ messages: [calling] })],
      ['a graph', run({ assistant_id: written })],
      ['a thread', run({ thread_id: written })],
    ];
    const answer = json({ id: written, model: written, choices: [{ index: 0, message: calling }] });
    return next(2).flatMap((to) => [
      ...sent.map(([what, one]) => sender.sent(`${what} called ${name}, ${to}`, to, one, yes)),
      sender.sent(`a call called ${name}, ${to}`, to, named({}), answering(answer)),
    ]);
  });
}
