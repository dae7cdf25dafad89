/** A door for each document, in process, with an upstream that answers what the cell says and remembers what it was sent. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { EventDraft } from '@sallyport/gateway/core/ports/recorder';
import { policyFrom } from '@sallyport/gateway/protocols/http/fixtures/policy-from';
import {
  goodToken,
  runDoor,
  until,
  type DoorOptions,
  type RunningDoor,
} from '@sallyport/gateway/protocols/http/fixtures/running-door';
import { documents, type Action } from './actions.js';
import type { Answer, Sent } from './row.js';

export interface SeenRequest {
  readonly url: string;
  readonly body: Buffer;
}

type Values = { [Body in EventDraft['body'] as Body['$case']]: Body['value'] };

/** What one exchange left behind. */
export interface Outcome {
  readonly sent: string;
  readonly status: number;
  /** All that the client got; what came before the connection broke, where it did. */
  readonly got: string;
  readonly isBroken: boolean;
  /** Where the connection broke before there was an answer, none and a status of 0. */
  readonly headers: Headers;
  /** Undefined: nothing reached the service. */
  readonly seen: SeenRequest | undefined;
  readonly received: Values['requestReceived'] | undefined;
  readonly refused: Values['requestRefused'] | undefined;
  readonly completed: Values['requestCompleted'] | undefined;
  /** All events, as they are written down, their payloads behind them. */
  readonly recorded: Buffer;
  /** Payloads alone, as text; what stands in forms and queries in percent-encoding is decoded. */
  readonly payloads: string;
  /** The recorded answer. */
  readonly recordedAnswer: string;
}

/** Sizes of the upstream's writes: no boundary of a frame, of a character or of a value is safe from them. */
const writeBytes = [1, 2, 997, 3, 1499] as const;

export class Stage {
  readonly #doors = new Map<Action, RunningDoor>();
  #answer: Answer = { contentType: 'application/json', body: Buffer.from('{}') };
  #seen: SeenRequest | undefined;
  #last: Outcome | undefined;

  /** The exchange before. */
  get last(): Outcome {
    if (this.#last === undefined) throw new Error('nothing was asked');
    return this.#last;
  }

  /** @param policyOf in place of the action's own document */
  async open(actions: readonly Action[], policyOf?: DoorOptions['policyOf']): Promise<void> {
    for (const action of actions) {
      const door = await runDoor((request, response) => this.#serve(request, response), {
        policyOf: policyOf ?? policyFrom(documents[action]),
      });
      this.#doors.set(action, door);
    }
  }

  /** Alerts of the exchange before. */
  get alerts(): readonly Values['alertRaised'][] {
    return [...this.#doors.values()].flatMap(({ recorder }) => recorder.of('alertRaised'));
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const door of this.#doors.values()) {
      failures.push(...door.failures);
      await door.close();
    }
    if (failures.length > 0) throw new AggregateError(failures, 'doors failed');
  }

  async ask(action: Action, sent: Sent, answer: Answer): Promise<Outcome> {
    const door = this.#doors.get(action);
    if (door === undefined) throw new Error(`no door for ${action}`);
    this.#answer = answer;
    this.#seen = undefined;
    const { events } = door.recorder;
    events.length = 0;
    const body = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body);
    const response = await asked(`${door.url}/up${sent.path}${sent.query ?? ''}`, {
      method: sent.method ?? 'POST',
      headers: {
        authorization: `Bearer ${goodToken}`,
        'content-type': sent.contentType ?? 'application/json',
      },
      body,
    });
    const { got, isBroken } = await readAll(response);
    const first = <Case extends keyof Values>(kind: Case) => door.recorder.of(kind)[0];
    await until(
      () => first('requestCompleted') !== undefined || (this.#seen === undefined && response.status >= 400),
      'the completion',
    );
    // A refusal is folded with its like: it is written when its time has come.
    door.door.refusals.sweep(Date.now(), true);
    return (this.#last = {
      sent: body,
      status: response.status,
      got,
      isBroken,
      headers: response.headers,
      seen: this.#seen,
      received: first('requestReceived'),
      refused: first('requestRefused'),
      completed: first('requestCompleted'),
      recorded: Buffer.concat(
        events.flatMap(({ body: value, envelope, payloads }) => [
          Buffer.from(JSON.stringify([envelope, value])),
          ...payloads.map(({ content }) => content),
        ]),
      ),
      payloads: events
        .flatMap(({ payloads }) => payloads)
        .map(({ content }) => formText(content.toString('utf8')))
        .join('\n'),
      recordedAnswer: events
        .flatMap(({ payloads }) => payloads)
        .filter(({ kind }) => kind === PayloadKind.RESPONSE_BODY)
        .map(({ content }) => content.toString('utf8'))
        .join(''),
    });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.#seen = { url: request.url ?? '', body: Buffer.concat(chunks) };
      const { contentType, body, breaksOff } = this.#answer;
      response.setHeader('content-type', contentType);
      let write = 0;
      for (let at = 0; at < body.length;) {
        const size = writeBytes[write++ % writeBytes.length] ?? 1;
        response.write(body.subarray(at, at + size));
        at += size;
      }
      if (breaksOff === true) response.write('', () => setImmediate(() => response.destroy()));
      else response.end();
    });
  }
}

/** The answer; an error of the network where the connection broke before there was one. */
const asked = (url: string, init: RequestInit): Promise<Response> =>
  fetch(url, init).catch((error: unknown) => {
    if (error instanceof TypeError) return Response.error();
    throw error;
  });

/** A form or a target with its percent-encoding undone; every other text as it is. */
export const formText = (text: string): string =>
  /^[\w./?-]+=/u.test(text) ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

async function readAll(response: Response): Promise<{ readonly got: string; readonly isBroken: boolean }> {
  const chunks: Uint8Array[] = [];
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return { got: text(), isBroken: response.type === 'error' };
  } catch {
    return { got: text(), isBroken: true };
  }
}
