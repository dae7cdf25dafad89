/** Measures one target under one load, once: load generator, CPU, memory, cores and backlog over the same window. */
import type { FromGenerator, Order, Outcome, Spread } from '../client/order.js';
import { requestHeads } from '../client/request-heads.js';
import { isStream } from '../traffic/exchanges.js';
import type { Exchange, ExchangeName } from '../traffic/exchanges.js';
import type { OwnedProcess } from '../targets/owned-process.js';
import type { Backlog, RowName, Target } from '../targets/target.js';
import { coresBusy, readCores } from './cores.js';
import { cpuByRole, readThreads, residentBytes } from './thread-cpu.js';

export interface Load {
  readonly exchange: ExchangeName;
  readonly connections: number;
  /** Paced load, in requests per second; absent: as much as the connections carry. */
  readonly ratePerS?: number;
  /** The row runs with this many rules; absent: as it started. */
  readonly rules?: number;
}

export interface Sample {
  readonly row: RowName;
  readonly load: Load;
  /** Good answers within the window. */
  readonly answered: number;
  readonly requestsPerS: number;
  readonly errors: number;
  readonly firstError?: string;
  readonly latencyMs: Spread;
  readonly firstByteMs: Spread;
  /** Of streams; zeros otherwise. */
  readonly firstTokenMs: Spread;
  /** CPU microseconds per request by thread role; `all` is their sum. Empty for `direct`. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly residentMib: number;
  /** Share of the window each core was busy. */
  readonly cores: readonly number[];
  /** When the window opened and closed, for rows that record. */
  readonly backlog?: { readonly opened: Backlog; readonly closed: Backlog };
  /** When the window was open, on the system's monotonic clock: for cutting profiles. */
  readonly window: TimeSpan;
  /** Requests answered in all, warm-up included. */
  readonly answeredInAll: number;
}

/** Microseconds of CLOCK_MONOTONIC, which V8's profiler uses too. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly toUs: number;
}

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

export interface Windows {
  readonly warmUpMs: number;
  readonly windowMs: number;
}

const REPORT_MS_MAX = 30_000; // Longest window plus the time in which a hanging answer is given up.

/** An exchange with what a row was seen to answer to its turns when it was checked. */
export interface CheckedExchange {
  readonly exchange: Exchange;
  /** Bytes of the answers; undefined where they vary. */
  readonly answerBytes: readonly (number | undefined)[];
}

export async function takeSample(
  generator: OwnedProcess,
  target: Target,
  { exchange, answerBytes }: CheckedExchange,
  load: Load,
  { warmUpMs, windowMs }: Windows,
): Promise<Sample> {
  const { connections, ratePerS } = load;
  const order: Order = {
    type: 'run',
    port: target.port,
    connections,
    heads: requestHeads(target),
    turns: exchange.turns.map(({ requestBody }, turn) => {
      const bytes = answerBytes[turn];
      return { body: requestBody, ...(bytes === undefined ? {} : { answerBytes: bytes }) };
    }),
    readsTokens: isStream(exchange.name),
    warmUpMs,
    windowMs,
    ...(ratePerS && { ratePerS }),
  };
  generator.send(order);
  const reported = (type: FromGenerator['type']): Promise<unknown> =>
    generator.message(type, warmUpMs + windowMs + REPORT_MS_MAX);

  await reported('window-opened');
  const opened = { atUs: nowUs(), cores: readCores(), threads: readThreads(target.pids) };
  const backlogOpened = await target.recording?.backlog();
  await reported('window-closed');
  const closed = { atUs: nowUs(), cores: readCores(), threads: readThreads(target.pids) };
  const backlogClosed = await target.recording?.backlog();
  const residentMib = residentBytes(target.pids) / 2 ** 20;
  const { outcome } = (await reported('done')) as { outcome: Outcome };

  const perRequest = (ns: number): number => ns / 1000 / Math.max(1, outcome.answered);
  const cpu = [...cpuByRole(opened.threads, closed.threads)];
  const cpuUs = Object.fromEntries(cpu.map(([role, ns]) => [role, perRequest(ns)]));
  if (cpu.length > 0) cpuUs.all = perRequest(cpu.reduce((sum, [, ns]) => sum + ns, 0));
  return {
    row: target.row,
    load,
    answered: outcome.answered,
    requestsPerS: (outcome.answered * 1000) / outcome.windowMs,
    errors: outcome.errors,
    ...(outcome.firstError === undefined ? {} : { firstError: outcome.firstError }),
    latencyMs: outcome.latencyMs,
    firstByteMs: outcome.firstByteMs,
    firstTokenMs: outcome.firstTokenMs,
    cpuUs,
    residentMib,
    cores: coresBusy(opened.cores, closed.cores),
    ...(backlogOpened && backlogClosed && { backlog: { opened: backlogOpened, closed: backlogClosed } }),
    window: { fromUs: opened.atUs, toUs: closed.atUs },
    answeredInAll: outcome.answeredInAll,
  };
}
