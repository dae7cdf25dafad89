/** No secret of the corpus is anywhere that a running system writes to, whatever went through it and however it ended. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceProcess } from '../harness/service-process.js';
import { ArchiveReader } from '../harness/archive-reader.js';
import { countArchived, kinds } from '../harness/archive-table.js';
import { until } from '../harness/until.js';
import { corpus, secretText } from './corpus.js';
import { filesBelow, spoolsBelow, tablesOf, toldBy, type Piece } from './evidence.js';
import { answering, startGuardedSystem, type GuardedSystem } from './guarded-system.js';
import { argumentsOf } from './row.js';
import { table } from './table.js';
import { needlesOf, tracesIn, tracesShown, type Needle } from './traces.js';
import { failingServices } from './traffic/failing-services.js';
import { oddBodies } from './traffic/odd-bodies.js';
import { oddHeads } from './traffic/odd-heads.js';
import { openStreams } from './traffic/open-streams.js';
import { answered, asked, piecesOf } from './traffic/positions.js';
import { runAll, Sender, type OwnAnswer } from './traffic/sender.js';
import { eventsOfRun, sockets } from './traffic/sockets.js';

let guarded: GuardedSystem;
let sender: Sender;
let reader: ArchiveReader;
let needles: readonly Needle[];
const own: OwnAnswer[] = [];

beforeAll(async () => {
  guarded = await startGuardedSystem(eventsOfRun);
  sender = new Sender(guarded);
  const { system, token } = guarded;
  reader = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
  needles = needlesOf([
    ...corpus,
    { name: 'the service’s credential', value: 'the-real-upstream-key' },
    { name: 'the caller’s token', value: token.slice(token.lastIndexOf('.') + 1) },
  ]);
});
afterAll(() => guarded.stop());

/** Findings shown of one search: a hole shows in the first few. */
const shownMax = 40;

/** Where a secret was found, and which. */
async function foundIn(pieces: Iterable<Piece> | AsyncIterable<Piece>): Promise<string[]> {
  const found: string[] = [];
  for await (const { where, bytes } of pieces) {
    const [first] = tracesShown(bytes, needles);
    if (first !== undefined) found.push(`${where}, ${first}`);
    if (found.length >= shownMax) break;
  }
  return found;
}

const gateway = (): ServiceProcess => {
  const [only] = guarded.system.of('gateway');
  if (only === undefined) throw new Error('no gateway');
  return only;
};
const spools = (): string => path.join(guarded.system.folder, 'spool');

describe('secrets in every position of every dialect', () => {
  it('pass through the gateway, or do not', async () => {
    for (const kind of [asked, answered, oddBodies, oddHeads, failingServices, sockets])
      own.push(...(await runAll(kind(sender))));
    // All that was to go wrong went wrong.
    const expected = [
      ...['POLICY_DENIED', 'APPROVAL_UNAVAILABLE', 'RATE_LIMITED', 'BODY_TOO_LARGE', 'CONNECTION_UNKNOWN'],
      ...['UPSTREAM_RESET', 'UPSTREAM_UNREACHABLE', 'UPSTREAM_BAD_RESPONSE', 'ANSWER_UNREADABLE'],
      ...['TOKEN_MALFORMED', 'TOKEN_IN_QUERY', 'PATH_REFUSED'],
    ];
    expect([...new Set(own.map(({ code }) => code))]).toEqual(expect.arrayContaining(expected));
  });

  it('are in no error that the gateway answered with', () => {
    const found = own.flatMap(({ what, said }) => tracesIn(said, needles).map((name) => `${name}: ${what}`));
    expect(found).toEqual([]);
  });
});

describe('what the archive tells of an exchange whose texts are masked', () => {
  const cells = table.flatMap((dialect) =>
    (['whole', 'streamed'] as const)
      .filter((delivery) => delivery === 'whole' || dialect.absent.streams === undefined)
      .map((delivery) => ({ name: dialect.name, delivery, dialect })),
  );

  it.each(cells)('$name, $delivery', async ({ name, delivery, dialect }) => {
    const [row] = dialect.requests;
    const said = dialect.answers.find((one) => one[delivery] !== undefined);
    const told = said?.inJson === true && delivery === 'streamed' ? argumentsOf(secretText) : secretText;
    const answer =
      (delivery === 'whole' ? said?.whole?.(told) : said?.streamed?.(piecesOf(told))) ??
      dialect.answer(delivery);
    const sent = row?.send(secretText, delivery) ?? dialect.ask(delivery);
    const session = `${name}, ${delivery}`;
    const headers = { 'x-sallyport-session': session, 'content-type': 'application/json' };
    const response = await fetch(`${guarded.base('mask')}${sent.path}`, {
      method: 'POST',
      headers: { ...sender.authorised, ...headers, ...guarded.behave(answering(answer)) },
      body: JSON.stringify(sent.body),
    });
    const got = await response.text();
    expect([response.status, tracesIn(got)]).toEqual([200, []]);

    const id = response.headers.get('x-sallyport-session-id') ?? '';
    const [received, completed] = await until(`the replay of ${session}`, 30_000, async () => {
      const lines = (await (await reader.get(`/v1/sessions/${id}/replay`)).text()).trim().split('\n');
      const items = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
      const of = (type: string) => items.find((item) => item['type'] === type);
      const ending = of('request.completed');
      return ending === undefined ? undefined : ([of('request.received'), ending] as const);
    });
    expect(received).toMatchObject({
      operation: { dialect: dialect.dialect, kinds: [dialect.kind] },
      verdict: { decision: 'allow', rule: 'all' },
      masked: expect.arrayContaining(
        corpus.map(
          ({ kind }) =>
            expect.objectContaining({ kind, action: 'redact', position: row?.position }) as object,
        ),
      ) as object[],
    });
    expect(JSON.stringify(received?.['request'])).toContain('[EMAIL]');
    expect(completed).toMatchObject({
      outcome: 'answered',
      status: 200,
      ...(dialect.usage && { usage: dialect.usage }),
    });
    if (said !== undefined) expect(JSON.stringify(completed['response'])).toContain('[EMAIL]');
  });
});

describe('a gateway that ends in the middle of streams', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('leaves none in its spool after %s', async (signal) => {
    const endings = await openStreams(sender);
    await gateway().signal(signal);
    await Promise.all(endings);
    expect(await foundIn(filesBelow(spools()))).toEqual([]);
    expect(await foundIn(spoolsBelow(spools()))).toEqual([]);
    await gateway().start();
  });
});

describe('afterwards', () => {
  it('everything is archived', async () => {
    await until('a completion for every request', 60_000, async () => {
      const received = await countArchived(guarded.system.databaseUrl, kinds.received);
      const completed = await countArchived(guarded.system.databaseUrl, kinds.completed);
      return received.different > 400 && completed.different >= received.different;
    });
  });

  it('no secret is in a table', async () => {
    expect(await foundIn(tablesOf(guarded.system.databaseUrl))).toEqual([]);
    expect(await foundIn(tablesOf(guarded.system.postgres.url))).toEqual([]);
  });

  it('no secret is in a spool', async () => {
    expect(await foundIn(filesBelow(spools()))).toEqual([]);
  });

  it('no secret is in an output, a metric or a list of sessions', async () => {
    const services = [
      'gateway',
      'session-archive',
      'approval',
      'masking-audit',
      'anomaly-detection',
    ] as const;
    for (const service of services.flatMap((name) => guarded.system.of(name))) {
      expect(await foundIn(toldBy(service))).toEqual([]);
      expect(service.output).toContain('listening');
    }
    expect(tracesIn(readFileSync(guarded.system.postgres.logFile), needles)).toEqual([]);
  });

  it('no secret is in what auditors get', async () => {
    const sessions = await reader.json<{ items: { id: string }[] }>('/v1/sessions?limit=50');
    const texts = [JSON.stringify(sessions), JSON.stringify(await reader.events())];
    for (const { id } of sessions.items)
      texts.push(await (await reader.get(`/v1/sessions/${id}/replay`)).text());
    expect(tracesIn(texts.join('\n'), needles)).toEqual([]);
    // The search would find it: what was masked is there, in its masked form.
    expect(texts.join('\n')).toContain('[EMAIL]');
  });
});
