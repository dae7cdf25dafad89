/**
 * The keys that sign statements: made by whichever replica finds one missing, certified by the root key, known to all
 * replicas through the database, and to gateways a day before they sign.
 */
import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { certifyKey } from '@sallyport/control/keys/certify-key';
import { keyIdOf } from '@sallyport/control/keys/compact-jws';
import type { Signer } from '@sallyport/control/keys/compact-jws';
import { keyId } from '@sallyport/control/keys/root-key';
import { clockSkewMsMax } from '@sallyport/control/limits';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { keyKnownBeforeMs, keyLookMs, keySignsMs } from '../limits.js';
import { dropKeysUntil, makeMissingKey, readKeys } from '../store/key-rows.js';
import type { KeyRow } from '../store/key-rows.js';
import { sealKey, unsealKey } from './sealed-key.js';

export interface SigningKeysOptions {
  readonly database: DataSource;
  readonly root: Signer;
  readonly log: Logger;
  readonly nowMs?: () => number;
}

interface OpenKey extends Signer {
  readonly fromMs: number;
  readonly untilMs: number;
}

export class SigningKeys implements Part {
  readonly name = 'signing keys';
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private open: readonly OpenKey[] = [];
  private statements: readonly string[] = [];

  constructor(private readonly options: SigningKeysOptions) {}

  async start(): Promise<void> {
    await this.look();
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  unready(): string | undefined {
    return this.current() === undefined ? 'no key signs at this time' : undefined;
  }

  /** What the root says of each key: for greetings. A new list whenever a key was added. */
  published(): readonly string[] {
    return this.statements;
  }

  /** The key that signs now; of several, the one that does so for longest. */
  current(): Signer | undefined {
    const nowMs = this.nowMs();
    const able = this.open.filter(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
    return able.sort((a, b) => b.untilMs - a.untilMs)[0];
  }

  /** Reads the keys, and makes the next one when its time has come. */
  async look(): Promise<void> {
    const { database } = this.options;
    await dropKeysUntil(database, this.nowMs() - clockSkewMsMax);
    let rows = await readKeys(database);
    if (this.nextFromMs(rows) !== undefined) {
      await makeMissingKey(database, async (now) => {
        const fromMs = this.nextFromMs(now);
        return fromMs === undefined ? undefined : this.make(fromMs);
      });
      rows = await readKeys(database);
    }
    const mine = rows.filter((row) => this.isMine(row));
    const known = new Map(this.open.map((key) => [key.kid, key]));
    const open = await Promise.all(mine.map(async (row) => known.get(row.kid) ?? this.unseal(row)));
    this.open = open.filter((key) => key !== undefined);
    const statements = mine.map(({ jws }) => jws);
    if (statements.join() !== this.statements.join()) this.statements = statements;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(keyLookMs, undefined, { signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      await this.look().catch((err: unknown) => {
        this.options.log.warn({ err }, 'signing keys could not be looked at; trying again');
      });
    }
  }

  /** From when the key signs that is to be made now; undefined while there is one for long enough. */
  private nextFromMs(rows: readonly KeyRow[]): number | undefined {
    const nowMs = this.nowMs();
    const last = Math.max(0, ...rows.filter((row) => this.isMine(row)).map(({ untilMs }) => untilMs));
    if (last >= nowMs + keyKnownBeforeMs) return undefined;
    return Math.max(last, nowMs);
  }

  private isMine({ jws }: KeyRow): boolean {
    return keyIdOf(jws, 'sallyport-key') === this.options.root.kid;
  }

  private async make(from: number): Promise<KeyRow> {
    const { root } = this.options;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    // Whole seconds, as the root's statement has them.
    const fromMs = Math.floor(from / 1000) * 1000;
    const key = { kid: await keyId(publicKey), publicKey, fromMs, untilMs: fromMs + keySignsMs };
    const { kid, untilMs } = key;
    return {
      kid,
      jws: await certifyKey(key, root),
      sealed: await sealKey(privateKey, root),
      fromMs,
      untilMs,
    };
  }

  private async unseal({ kid, sealed, fromMs, untilMs }: KeyRow): Promise<OpenKey | undefined> {
    const privateKey = await unsealKey(sealed, this.options.root);
    return privateKey && { kid, privateKey, fromMs, untilMs };
  }

  private nowMs(): number {
    return (this.options.nowMs ?? Date.now)();
  }
}
