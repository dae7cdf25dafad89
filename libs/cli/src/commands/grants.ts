/** `sallyport grants` and `revoke`: what was permitted beyond one request, and its end. */
import { CliError } from '../cli-error.js';
import type { ApprovalView, GrantView } from '../render/approval-view.js';
import { grantTable } from '../render/approval-words.js';
import { approvalsOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface GrantsOptions extends ReadOptions {
  readonly all?: boolean;
  readonly limit: number;
}

export async function grants(context: CommandContext, options: GrantsOptions): Promise<void> {
  const service = approvalsOf(context, options, 'approver');
  const query = { ended: options.all === true ? 'true' : undefined };
  const items = await collected(service.list<GrantView>('/v1/grants', query, options.limit));
  if (options.json === true) return printJson(context, items);
  await context.print(items.length === 0 ? 'No grant stands.' : grantTable(items, context.colours));
}

/** A grant, or an approval that is not spent: whichever has this id. */
export async function revoke(context: CommandContext, id: string, options: ReadOptions): Promise<void> {
  const service = approvalsOf(context, options, 'approver');
  const path = encodeURIComponent(id);
  let ended: GrantView | ApprovalView;
  try {
    ended = await service.one<GrantView>(`/v1/grants/${path}`, { method: 'DELETE' });
  } catch (error) {
    if (!(error instanceof CliError) || error.reason !== 'notFound') throw error;
    ended = await service.one<ApprovalView>(`/v1/approvals/${path}/cancel`, { method: 'POST' });
  }
  if (options.json === true) return printJson(context, [ended]);
  await context.print(`${ended.id}: ${'state' in ended ? ended.state : 'revoked'}`);
}
