/** `sallyport locks`, `lock`, `unlock` and `kill`: standing noes. */
import type { LockView } from '../render/approval-view.js';
import { lockTable } from '../render/approval-words.js';
import { safeLine } from '../render/safe-text.js';
import { durationOf } from './answer.js';
import { approvalsOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface LocksOptions extends ReadOptions {
  readonly all?: boolean;
  readonly limit: number;
}

export interface LockOptions extends ReadOptions {
  readonly reason?: string;
  /** Such as `2h`; without it, until it is lifted. */
  readonly for?: string;
  readonly issuer?: string;
  readonly keepLive?: boolean;
}

export async function locks(context: CommandContext, options: LocksOptions): Promise<void> {
  const service = approvalsOf(context, options, 'admin');
  const query = { lifted: options.all === true ? 'true' : undefined };
  const items = await collected(service.list<LockView>('/v1/locks', query, options.limit));
  if (options.json === true) return printJson(context, items);
  await context.print(items.length === 0 ? 'No lock stands.' : lockTable(items, context.colours));
}

export async function lock(
  context: CommandContext,
  target: string,
  value: string,
  options: LockOptions,
): Promise<void> {
  const { issuer = '', keepLive = false } = options;
  const body = { target, value, issuer, terminateLive: !keepLive, ...saying(options) };
  await told(
    context,
    options,
    await approvalsOf(context, options, 'admin').one('/v1/locks', { method: 'POST', body }),
  );
}

export async function unlock(context: CommandContext, id: string, options: ReadOptions): Promise<void> {
  const path = `/v1/locks/${encodeURIComponent(id)}`;
  await told(context, options, await approvalsOf(context, options, 'admin').one(path, { method: 'DELETE' }));
}

export async function kill(context: CommandContext, session: string, options: LockOptions): Promise<void> {
  const path = `/v1/sessions/${encodeURIComponent(session)}/kill`;
  const asked = { method: 'POST', body: saying(options) } as const;
  await told(context, options, await approvalsOf(context, options, 'admin').one(path, asked));
}

function saying({ reason = '', for: lasts }: LockOptions): { reason: string; lastsMs?: number } {
  return { reason, ...(lasts !== undefined && { lastsMs: durationOf('--for', lasts) * 1000 }) };
}

async function told(context: CommandContext, { json }: ReadOptions, placed: LockView): Promise<void> {
  if (json === true) return printJson(context, [placed]);
  const { id, target, value, lifted } = placed;
  await context.print(`${id}: ${target} ${safeLine(value)} is ${lifted ? 'no longer locked' : 'locked'}`);
}
