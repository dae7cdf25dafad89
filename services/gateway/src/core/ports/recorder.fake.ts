/** A recorder that keeps its events in an array: for tests. Durability can be held back, and refused. */
import { ContractError, encodeEvent } from '@sallyport/contracts/event-codec';
import type { EventDraft, RecordErrorCode, Recorder } from './recorder.js';
import type { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { RecordError } from './recorder.js';

export class FakeRecorder implements Recorder {
  /** Durable events, in the order of the calls. */
  readonly events: EventDraft[] = [];
  /** Set to make every call fail. */
  broken: RecordErrorCode | undefined;
  #held: (() => void)[] | undefined;

  record(draft: EventDraft): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(new RecordError(this.broken, 'refused by the test'));
    try {
      encodeEvent(
        { envelope: { ...draft.envelope, ...this.#numbered(draft) }, body: draft.body },
        draft.payloads,
      );
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      return Promise.reject(new RecordError('EVENT_TOO_LARGE', error.message, { cause: error }));
    }
    if (this.#held === undefined) {
      this.events.push(draft);
      return Promise.resolve();
    }
    const held = this.#held;
    return new Promise((resolve) => {
      held.push(() => {
        this.events.push(draft);
        resolve();
      });
    });
  }

  /** What the recorder fills in, made up. */
  #numbered(draft: EventDraft): Pick<Envelope, 'id' | 'timeUs' | 'schemaVersion' | 'producer'> {
    const producer = { replica: 'fake', bootEpoch: 'fake', sequence: this.events.length + 1 };
    return { id: '0'.repeat(36), timeUs: draft.timeUs ?? 0, schemaVersion: 1, producer };
  }

  unavailable(): RecordErrorCode | undefined {
    return this.broken;
  }

  /** From now on nothing becomes durable until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** How many events wait. */
  get waiting(): number {
    return this.#held?.length ?? 0;
  }

  /** Makes what waits durable; keeps holding what comes later when `hold` is true. */
  release(hold = false): void {
    const held = this.#held ?? [];
    this.#held = hold ? [] : undefined;
    for (const settle of held) settle();
  }

  /** What the events of one kind say, in order. */
  of<Case extends keyof Values>(kind: Case): Values[Case][] {
    const bodies = this.events.map(({ body }) => body).filter(({ $case }) => $case === kind);
    return bodies.map(({ value }) => value as Values[Case]);
  }
}

type Values = { [Body in EventDraft['body'] as Body['$case']]: Body['value'] };
