/** Recording without a disk (`AUDIT_DURABILITY=published`): an event counts as recorded when the event log has it. */
import type { Worker } from 'node:worker_threads';
import { OpenRequests } from '../core/recording/open-requests.js';
import { readFrame } from '../core/recording/batch-frame.js';
import { RecordError, type EventDraft } from '../core/ports/recorder.js';
import { BatchRecorder } from './batch-recorder.js';
import { allocateControl, controlOf } from './control-block.js';
import { Endings } from './endings.js';
import { aliveDraft } from './own-events.js';
import type { Recording, RecordingOptions } from './recording.js';
import { aliveMs, publishWaitMsMax, retryMs } from './spool-limits.js';
import { spoolMetrics } from './spool-metrics.js';
import { settled, startWorker } from './worker-threads.js';
import type { PublisherCommand, PublisherData, PublisherMessage } from './threads.js';

export type PublishedOptions = Omit<RecordingOptions, 'spoolDirectory' | 'spoolBytesMax' | 'lockWaitMs'> & {
  /** How long an event waits for the event log before its request is refused. */
  readonly publishWaitMs?: number;
};

/**
 * An append that is not answered in time refuses those who wait, but is repeated until the event log has it: its sequence
 * numbers are used. Requests it lets through were refused meanwhile, so each is ended as unknown when it is stored.
 * What was open when the process dies is ended by the archive.
 */
export class PublishedRecording implements Recording {
  readonly name = 'recording';
  readonly recorder: BatchRecorder;
  private readonly memory = allocateControl();
  private readonly open = new OpenRequests();
  private readonly endings: Endings;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly stopped: PromiseWithResolvers<void> = Promise.withResolvers();
  private publisher: Worker | undefined;
  private stopping = false;
  private death: string | undefined;

  constructor(private readonly options: PublishedOptions) {
    const metrics = spoolMetrics(options.metrics, controlOf(this.memory), () => this.open.size);
    const store = {
      // A frame is copied: its memory is filled again while the publisher sends it.
      submit: (frame: Uint8Array) => this.tell(Uint8Array.from(frame)),
      refusal: () => undefined,
    };
    const waitMs = options.publishWaitMs ?? publishWaitMsMax;
    this.recorder = new BatchRecorder(options, this.open, store, metrics, waitMs);
    this.endings = new Endings(this.recorder, this.open);
  }

  async start(): Promise<void> {
    const data: PublisherData = { control: this.memory, eventLog: this.options.eventLog };
    this.publisher = startWorker('publisher', data);
    this.publisher.on('message', (message: PublisherMessage) => this.onPublisher(message));
    this.publisher.on('error', (error) => this.died(error instanceof Error ? error.name : 'unknown error'));
    this.publisher.on('exit', (code) => this.died(`exit code ${code}`));
    this.recorder.start();
    this.timers.push(setInterval(() => void this.watch(), retryMs).unref());
    this.timers.push(setInterval(() => void this.beAlive(false), aliveMs).unref());
    await this.beAlive(false);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    const last = this.beAlive(true);
    await settled(last, deadline);
    await settled(this.recorder.flushed(), deadline);
    this.recorder.close();
    this.tell('stop');
    if (this.publisher && this.death === undefined) await settled(this.stopped.promise, deadline);
    await this.publisher?.terminate();
  }

  dead(): string | undefined {
    return this.death;
  }

  unready(): string | undefined {
    const code = this.recorder.unavailable();
    return code === undefined ? undefined : `events cannot be recorded: ${code}`;
  }

  private onPublisher(message: PublisherMessage): void {
    const { log } = this.options;
    if (message.kind === 'published') {
      const abandoned = this.recorder.committed();
      if (abandoned) this.endAbandoned(abandoned);
    } else if (message.kind === 'logAway') {
      log.warn({ code: message.code }, 'the event log takes no events; requests are refused until it does');
    } else if (message.kind === 'logBack') log.info('the event log takes events again');
    else this.stopped.resolve();
  }

  private endAbandoned(frame: Uint8Array): void {
    for (const { effect, request, key, value } of readFrame(frame)) {
      if (effect === 'opens') this.endings.take({ request, key, message: value });
    }
    void this.endings.write();
  }

  private async watch(): Promise<void> {
    this.recorder.abandon();
    if (this.recorder.unavailable() !== undefined) return;
    this.recorder.payOwed();
    await this.endings.write();
  }

  private async beAlive(stopping: boolean): Promise<void> {
    const draft: EventDraft = aliveDraft(this.options.replica, this.open.size, stopping);
    try {
      await this.recorder.record(draft);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      this.options.log.warn({ code: error.code }, 'a sign of life could not be recorded');
    }
  }

  private tell(command: PublisherCommand): void {
    this.publisher?.postMessage(command);
  }

  private died(reason: string): void {
    if (this.stopping) return;
    this.death ??= `the publisher stopped: ${reason}`;
    this.options.log.fatal({ thread: 'publisher', reason }, 'a thread of the recording stopped');
    this.recorder.failed('SPOOL_BROKEN', this.death);
  }
}
