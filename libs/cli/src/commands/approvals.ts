/** `sallyport approvals`: what waits for people; with `--watch`, what comes and changes. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ApprovalView } from '../render/approval-view.js';
import { approvalTable, requestText, stateText } from '../render/approval-words.js';
import { safeLine } from '../render/safe-text.js';
import type { Rest } from '../system/rest.js';
import { approvalsOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

/** What a person takes for "at once". */
const watchEveryMs = 500;

export interface ApprovalsOptions extends ReadOptions {
  readonly watch?: boolean;
  readonly all?: boolean;
  readonly state?: string;
  readonly session?: string;
  readonly limit: number;
}

export async function approvals(context: CommandContext, options: ApprovalsOptions): Promise<void> {
  const service = approvalsOf(context, options, 'approver');
  if (options.watch === true) return watch(context, service, options);
  const items = await read(service, options);
  if (options.json === true) return printJson(context, items);
  const { colours } = context;
  await context.print(items.length === 0 ? 'Nothing waits.' : approvalTable(items, colours, Date.now()));
}

async function read(
  service: Rest,
  { all, state, session, limit }: ApprovalsOptions,
): Promise<readonly ApprovalView[]> {
  const query = { state: state ?? (all === true ? undefined : 'pending'), session };
  return await collected(service.list<ApprovalView>('/v1/approvals', query, limit));
}

/** Each approval once, and again whenever it stands otherwise. */
async function watch(context: CommandContext, service: Rest, options: ApprovalsOptions): Promise<void> {
  const { colours, print, signal } = context;
  const known = new Map<string, string>();
  for (let first = true; !signal.aborted; first = false) {
    const items = await read(service, { ...options, all: true });
    for (const item of [...items].reverse()) {
      const standing = JSON.stringify([item.state, item.agreed, item.votes]);
      const news = known.get(item.id) !== standing && (!first || item.state === 'pending');
      known.set(item.id, standing);
      if (!news) continue;
      const words = [item.id, stateText(item, colours), safeLine(item.identity.subject), requestText(item)];
      await print(options.json === true ? JSON.stringify(item) : words.join('  '));
    }
    await pause(watchEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
