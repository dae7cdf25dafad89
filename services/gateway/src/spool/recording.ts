/** The gateway's recording: what is recorded is durable here, and on the event log as soon as that takes it. */
import path from 'node:path';
import { MessageChannel, type Worker } from 'node:worker_threads';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { RecordError, type Recorder } from '../core/ports/recorder.js';
import { OpenRequests } from '../core/recording/open-requests.js';
import { allocateControl, controlOf, readGauge, ring, word } from './control-block.js';
import { Endings } from './endings.js';
import { aliveDraft } from './own-events.js';
import { spoolMetrics, type SpoolMetrics } from './spool-metrics.js';
import { BatchRecorder } from './batch-recorder.js';
import { SpoolStore } from './spool-store.js';
import { SpoolOpenError } from './spool-failure.js';
import {
  adoptionMs,
  aliveMs,
  commitStallMsMax,
  lockWaitMsMax,
  retryMs,
  spoolBytesMin,
} from './spool-limits.js';
import { settled, startWorker } from './worker-threads.js';
import type {
  CommitterData,
  CommitterMessage,
  EventLogSource,
  ShipperCommand,
  ShipperData,
  ShipperMessage,
} from './threads.js';

export interface RecordingOptions {
  readonly replica: string;
  readonly bootEpoch: string;
  /** Folder of the spools of all replicas of this machine or volume; each has its own folder in it. */
  readonly spoolDirectory: string;
  /** Most bytes of this replica's spool: file, write-ahead log and what waits in memory. */
  readonly spoolBytesMax: number;
  readonly eventLog: EventLogSource;
  readonly log: Logger;
  readonly metrics: Registry;
  /** How long a start waits for a former process that still holds the spool. */
  readonly lockWaitMs?: number;
}

export interface Recording extends Part {
  readonly recorder: Recorder;
}

export class SpoolRecording implements Recording {
  readonly name = 'spool';
  readonly recorder: BatchRecorder;
  private readonly memory = allocateControl();
  private readonly control = controlOf(this.memory);
  private readonly open = new OpenRequests();
  private readonly metrics: SpoolMetrics;
  private readonly endings: Endings;
  private readonly timers: NodeJS.Timeout[] = [];
  private committer: Worker | undefined;
  private shipper: Worker | undefined;
  private readonly committerClosed: PromiseWithResolvers<void> = Promise.withResolvers();
  private readonly shipperStopped: PromiseWithResolvers<void> = Promise.withResolvers();
  private readonly opened: PromiseWithResolvers<void> = Promise.withResolvers();
  private stopping = false;
  private death: string | undefined;

  constructor(private readonly options: RecordingOptions) {
    if (options.spoolBytesMax < spoolBytesMin) {
      throw new RangeError(`SALLYPORT_SPOOL_BYTES_MAX must be at least ${spoolBytesMin} bytes`);
    }
    this.metrics = spoolMetrics(options.metrics, this.control, () => this.open.size);
    const store = new SpoolStore(this.control, options.spoolBytesMax);
    this.recorder = new BatchRecorder(options, this.open, store, this.metrics, commitStallMsMax);
    this.endings = new Endings(this.recorder, this.open);
  }

  async start(): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const { spoolDirectory, replica } = this.options;
    const committerData: CommitterData = {
      control: this.memory,
      folder: path.join(spoolDirectory, replica),
      spoolBytesMax: this.options.spoolBytesMax,
      lockWaitMs: this.options.lockWaitMs ?? lockWaitMsMax,
      shipper: port1,
    };
    this.committer = startWorker('committer', committerData, port1);
    this.committer.on('message', (message: number | CommitterMessage) => {
      if (typeof message === 'number') this.recorder.committed();
      else this.onCommitter(message);
    });
    this.watch(this.committer, 'committer');
    await this.opened.promise;

    const shipperData: ShipperData = {
      control: this.memory,
      committer: port2,
      eventLog: this.options.eventLog,
      spools: { directory: spoolDirectory, own: replica },
    };
    this.shipper = startWorker('shipper', shipperData, port2);
    this.shipper.on('message', (message: ShipperMessage) => this.onShipper(message));
    this.watch(this.shipper, 'shipper');

    this.recorder.start();
    await this.record(aliveDraft(replica, this.open.size, false));
    await this.endings.write();
    this.every(aliveMs, () => this.beAlive());
    this.every(retryMs, () => this.settleDebts());
    this.every(adoptionMs, () => this.tell({ kind: 'adopt' }));
    this.tell({ kind: 'adopt' });
  }

  async stop(deadline: AbortSignal): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    if (this.death === undefined && this.recorder.unavailable() === undefined) {
      await this.record(aliveDraft(this.options.replica, this.open.size, true));
    }
    await settled(this.recorder.flushed(), deadline);
    this.recorder.close();
    while (readGauge(this.control, 'unshippedRows') > 0 && !deadline.aborted && this.death === undefined) {
      await settled(new Promise((resolve) => setTimeout(resolve, 10)), deadline);
    }
    this.tell({ kind: 'stop' });
    if (this.shipper) await settled(this.shipperStopped.promise, deadline);
    await this.shipper?.terminate();
    Atomics.store(this.control.words, word.closing, 1);
    ring(this.control.words);
    if (this.committer && this.death === undefined) await settled(this.committerClosed.promise, deadline);
    await this.committer?.terminate();
  }

  dead(): string | undefined {
    return this.death;
  }

  unready(): string | undefined {
    const code = this.recorder.unavailable();
    return code === undefined ? undefined : `events cannot be recorded: ${code}`;
  }

  private onCommitter(message: CommitterMessage): void {
    const { log } = this.options;
    if (message.kind === 'opened') {
      for (const entry of message.open) this.endings.inherit(entry);
      if (message.open.length > 0)
        log.warn(
          { requests: message.open.length },
          'requests were open when the gateway stopped; they end as unknown',
        );
      this.opened.resolve();
    } else if (message.kind === 'notOpened') {
      this.opened.reject(new SpoolOpenError(message.code, message.reason));
    } else if (message.kind === 'failed') {
      log.error(
        { code: message.code, reason: message.reason },
        'the spool cannot store events; requests are refused until it can',
      );
      this.recorder.failed(message.code, message.reason);
    } else if (message.kind === 'recovered') {
      log.info('the spool stores events again');
      this.recorder.recovered();
    } else {
      this.committerClosed.resolve();
    }
  }

  private onShipper(message: ShipperMessage): void {
    const { log } = this.options;
    if (message.kind === 'orphan') void this.adopt(message);
    else if (message.kind === 'orphanFailed') {
      this.metrics.adoptionFailed();
      log.error(
        { spool: message.folder, reason: message.reason },
        'the spool of a dead replica cannot be shipped',
      );
    } else if (message.kind === 'logAway') {
      log.warn({ code: message.code }, 'the event log takes no events; they wait in the spool');
    } else if (message.kind === 'logBack') log.info('the event log takes events again');
    else if (message.kind === 'stopped') this.shipperStopped.resolve();
  }

  private async adopt(orphan: Extract<ShipperMessage, { kind: 'orphan' }>): Promise<void> {
    this.metrics.adopted(orphan.events);
    this.options.log.warn(
      { spool: orphan.folder, events: orphan.events, requests: orphan.open.length },
      'shipped the spool of a dead replica',
    );
    for (const entry of orphan.open) this.endings.take(entry);
    if (await this.endings.write()) this.tell({ kind: 'adopted', folder: orphan.folder });
    else this.endings.later(() => this.tell({ kind: 'adopted', folder: orphan.folder }));
  }

  private async beAlive(): Promise<void> {
    if (this.stopping) return;
    await this.record(aliveDraft(this.options.replica, this.open.size, false));
  }

  /** Completions that could not be stored when they were due. */
  private async settleDebts(): Promise<void> {
    if (this.recorder.unavailable() !== undefined) return;
    this.recorder.payOwed();
    await this.endings.write();
  }

  private async record(draft: Parameters<Recorder['record']>[0]): Promise<void> {
    try {
      await this.recorder.record(draft);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      this.options.log.warn({ code: error.code }, 'a sign of life could not be recorded');
    }
  }

  private every(ms: number, work: () => void | Promise<void>): void {
    this.timers.push(setInterval(() => void work(), ms).unref());
  }

  private tell(command: ShipperCommand): void {
    this.shipper?.postMessage(command);
  }

  private watch(worker: Worker, name: string): void {
    const died = (reason: string): void => {
      if (this.stopping) return;
      this.death ??= `the spool's ${name} stopped: ${reason}`;
      this.options.log.fatal({ thread: name, reason }, 'a thread of the spool stopped');
      this.opened.reject(new Error(this.death));
      this.recorder.failed('SPOOL_BROKEN', this.death);
    };
    worker.on('error', (error) => died(error instanceof Error ? error.name : 'unknown error'));
    worker.on('exit', (code) => died(`exit code ${code}`));
  }
}
