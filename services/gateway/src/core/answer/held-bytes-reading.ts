/**
 * An answer of plain HTTP that a find may stop: read as it comes, held until all of it was read, so that its client gets a
 * refusal and not a broken connection. What is longer than is gathered passes from there on as it is read.
 */
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { BytesReading } from './bytes-reading.js';
import { noBytes, nothingPassed } from './outgoing.js';

export class HeldBytesReading implements AnswerReading {
  readonly mayChange = true;
  isWhole = true;
  readonly #reading: BytesReading;
  #client: Uint8Array[] = [];
  #recorded: Uint8Array[] = [];
  #bytes = 0;

  constructor(
    private readonly rules: AnswerRules,
    head: AnswerHead,
  ) {
    this.#reading = new BytesReading(rules, head);
  }

  get stopped(): Stop | undefined {
    return this.#reading.stopped;
  }

  get facts(): AnswerFacts {
    return this.#reading.facts;
  }

  push(bytes: Uint8Array): Passed {
    const passed = this.#reading.push(bytes);
    if (!this.isWhole) return passed;
    this.#hold(passed);
    if (this.stopped !== undefined) return this.#release();
    this.#bytes += bytes.length;
    if (this.#bytes <= this.rules.gatheredBytesMax) return nothingPassed;
    this.isWhole = false;
    return this.#release();
  }

  finish(): Passed {
    const rest = this.#reading.finish();
    if (!this.isWhole) return rest;
    this.#hold(rest);
    return this.#release();
  }

  cut(): Uint8Array {
    return this.#reading.cut();
  }

  #hold({ client, recorded }: Passed): void {
    if (client.length > 0) this.#client.push(client);
    if (recorded.length > 0) this.#recorded.push(recorded);
  }

  /** Of what is stopped nothing goes to the client; what was read of it before is recorded. */
  #release(): Passed {
    const client = this.stopped === undefined ? Buffer.concat(this.#client) : noBytes;
    const recorded = Buffer.concat(this.#recorded);
    this.#client = [];
    this.#recorded = [];
    return { client, recorded };
  }
}
