/** Follows the control feed on one replica of the approval service after the other, and asks it to spend approvals. */
import { setTimeout as after } from 'node:timers/promises';
import type { ChannelCredentials } from '@grpc/grpc-js';
import type {
  ConsumeOutcome,
  Decision,
  Hello,
  ReportAppliedRequest,
  Statement,
  SubscribeResponse,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { keyRing, learnKey, type KeyRing } from '@sallyport/control/keys/key-ring';
import type { PinnedRoot } from '@sallyport/control/keys/root-key';
import { ControlState, type Change } from '@sallyport/control/state/control-state';
import { verifyStatement } from '@sallyport/control/statement/verify-statement';
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { ControlLink, Spending } from '../core/ports/control-link.js';
import { AppliedReports } from './applied-reports.js';
import { ControlChannel } from './control-channel.js';
import type { KeptLocks } from './kept-locks.js';

/** Between attempts: quick at first, because a gateway that does not hear refuses. */
const BACKOFF = { firstMs: 100, mostMs: 2_000 };
/** Without anything for this long a feed is taken for dead, though its connection may live: signs of life come every 2 s. */
const SILENT_MS_MAX = 6_000;
/** What the feed cannot go on with; a snapshot, or another replica, may. */
class FeedError extends Error {
  override readonly name = 'FeedError';
}

export interface ControlFeedOptions {
  /** `host:port` of each replica of the approval service. */
  readonly addresses: readonly string[];
  readonly credentials: ChannelCredentials;
  readonly roots: readonly PinnedRoot[];
  /** Of this gateway. */
  readonly replica: string;
  readonly locks: KeptLocks;
  readonly log: Logger;
}

export class ControlFeed implements ControlLink, Part {
  readonly name = 'control feed';
  readonly state = new ControlState();
  #ring: KeyRing;
  #channel: ControlChannel | undefined;
  /** Last sign of life that was verified, or that says nothing is missing. */
  #heardMs = -Infinity;
  /** Last answer of any kind. */
  #answeredMs = 0;
  #attempt = 0;
  readonly #stopping = new AbortController();
  #following: Promise<void> | undefined;
  readonly #listeners: ((changes: readonly Change[]) => void)[] = [];
  readonly #reports = new AppliedReports(
    (report) => this.#reached().reportApplied(report),
    (error) => this.#failed(error),
  );

  constructor(private readonly options: ControlFeedOptions) {
    this.#ring = keyRing(options.roots);
  }

  start(): Promise<void> {
    this.state.remember(this.options.locks.read());
    this.#following = this.#follow();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
    this.#channel?.close();
  }

  unready(): string | undefined {
    return this.silentMs() === Infinity
      ? 'nothing was heard from the approval service yet'
      : this.silentMs() > SILENT_MS_MAX
        ? 'the approval service is silent'
        : undefined;
  }

  silentMs(): number {
    return this.state.position.epoch === '' ? Infinity : performance.now() - this.#heardMs;
  }

  onChange(listener: (changes: readonly Change[]) => void): void {
    this.#listeners.push(listener);
  }

  async decisionOn(id: string): Promise<Decision | undefined> {
    const known = this.state.decision(id) ?? this.state.decisionOfRequest(id);
    if (known !== undefined) return known;
    try {
      const jws = await this.#reached().decision(id);
      const stated = jws === '' ? undefined : await this.#verified(jws);
      return stated?.body?.$case === 'decision' ? stated.body.value : undefined;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async consume(spending: Spending): Promise<ConsumeOutcome | undefined> {
    try {
      const receipt = await this.#reached().consume({ ...spending, replica: this.options.replica });
      const { body } = await this.#verified(receipt);
      const isOurs =
        body?.$case === 'receipt' &&
        body.value.requestId === spending.requestId &&
        body.value.id === (spending.approvalId || spending.grantId) &&
        Buffer.compare(body.value.requestSha256, spending.requestSha256) === 0;
      return isOurs ? body.value.outcome : undefined;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  reportApplied(report: Omit<ReportAppliedRequest, 'replica'>): void {
    this.#reports.add({ ...report, replica: this.options.replica });
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { addresses, credentials } = this.options;
      const address = addresses[this.#attempt % addresses.length] ?? '';
      const channel = new ControlChannel(address, credentials);
      this.#channel = channel;
      try {
        await this.#listen(channel);
      } catch (error) {
        this.#failed(error);
      }
      channel.close();
      this.#attempt += 1;
      await after(backoffMs(BACKOFF, this.#attempt, Math.random()), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /** Throws when this replica cannot be followed on. */
  async #listen(channel: ControlChannel): Promise<void> {
    const ending = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, ending.signal]);
    this.#answeredMs = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - this.#answeredMs > SILENT_MS_MAX) ending.abort();
    }, SILENT_MS_MAX / 4);
    try {
      if (this.state.position.epoch === '') await this.#takeSnapshot(channel, signal);
      while (!signal.aborted) {
        await this.#hear(channel, signal);
        await this.#takeSnapshot(channel, signal);
      }
    } finally {
      clearInterval(watch);
      ending.abort();
    }
  }

  /** Returns when a snapshot is needed. @throws when the feed ends otherwise */
  async #hear(channel: ControlChannel, signal: AbortSignal): Promise<void> {
    const { epoch, sequence } = this.state.position;
    const { replica } = this.options;
    for await (const { item } of channel.subscribe({ epoch, afterSequence: sequence, replica }, signal)) {
      this.#answeredMs = performance.now();
      this.#attempt = 0;
      if (item !== undefined && !(await this.#take(item))) return;
      void this.#reports.tellAll();
    }
    throw new FeedError('the feed ended');
  }

  /** False where a snapshot is needed before the feed can go on. @throws FeedError */
  async #take(item: NonNullable<SubscribeResponse['item']>): Promise<boolean> {
    switch (item.$case) {
      case 'hello':
        await this.#learn(item.value);
        return item.value.epoch === this.state.position.epoch;
      case 'key':
        await this.#learnKey(item.value.jws);
        return true;
      case 'progress':
        if (this.state.behind(item.value.sequence)) return false;
        this.#heardMs = performance.now();
        return true;
      case 'resyncRequired':
        return false;
      default: {
        const applied = this.state.apply(await this.#verified(item.value));
        if (applied.kind === 'resync') return false;
        this.#heardMs = performance.now();
        if (applied.kind === 'applied') this.#tell([applied.change]);
        return true;
      }
    }
  }

  async #takeSnapshot(channel: ControlChannel, signal: AbortSignal): Promise<void> {
    const statements: Statement[] = [];
    for await (const { hello, statements: signed, last } of channel.snapshot(this.options.replica, signal)) {
      this.#answeredMs = performance.now();
      if (hello === undefined) throw new FeedError('a piece of a snapshot does not say where it stands');
      await this.#learn(hello);
      for (const jws of signed) statements.push(await this.#verified(jws));
      if (!last) continue;
      const restored = this.state.restore({ epoch: hello.epoch, sequence: hello.sequence }, statements);
      if (restored.kind === 'older') throw new FeedError('the replica is behind what is known already');
      this.#heardMs = performance.now();
      this.#tell(restored.changes);
      return;
    }
    throw new FeedError('the snapshot ended before its last piece');
  }

  async #learn({ keys }: Hello): Promise<void> {
    for (const { jws } of keys) await this.#learnKey(jws);
  }

  async #learnKey(jws: string): Promise<void> {
    const learnt = await learnKey(this.#ring, jws);
    if (learnt.kind === 'learnt') this.#ring = learnt.ring;
    else this.options.log.warn({ code: learnt.code }, 'a signing key of the control feed is not taken');
  }

  async #verified(jws: string): Promise<Statement> {
    const verified = await verifyStatement(jws, this.#ring, Date.now());
    if (verified.kind === 'verified') return verified.statement;
    throw new FeedError(`a statement does not verify: ${verified.code}`);
  }

  #tell(changes: readonly Change[]): void {
    if (changes.some(({ kind }) => kind === 'lock' || kind === 'lock-gone'))
      this.options.locks.write(this.state.standingLocks());
    for (const listener of this.#listeners) listener(changes);
  }

  /** @throws FeedError before the first connection */
  #reached(): ControlChannel {
    if (this.#channel === undefined) throw new FeedError('no replica was reached yet');
    return this.#channel;
  }

  #failed(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { log } = this.options;
    const address = this.#channel?.address;
    log.warn(
      { address, why: error instanceof Error ? error.message : 'unknown' },
      'the control feed stopped',
    );
  }
}
