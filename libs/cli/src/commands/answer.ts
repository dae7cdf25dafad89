/** `sallyport show`, `approve` and `deny`: one approval, and a person's answer to it. */
import { CliError } from '../cli-error.js';
import type { ApprovalView } from '../render/approval-view.js';
import { approvalLines, agreedText, stateText } from '../render/approval-words.js';
import { parseDurationS } from '../render/duration.js';
import { approvalsOf, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface AnswerOptions extends ReadOptions {
  readonly reason?: string;
  /** How long requests like it may pass, such as `30m`. */
  readonly for?: string;
  readonly uses?: number;
}

export async function show(context: CommandContext, id: string, options: ReadOptions): Promise<void> {
  const approval = await approvalsOf(context, options, 'approver').one<ApprovalView>(pathOf(id));
  if (options.json === true) return printJson(context, [approval]);
  await context.print(approvalLines(approval, context.colours, Date.now()).join('\n'));
}

export async function answer(
  context: CommandContext,
  choice: 'approve' | 'deny',
  id: string,
  options: AnswerOptions,
): Promise<void> {
  const body = { choice, reason: options.reason ?? '', ...grantOf(options) };
  const service = approvalsOf(context, options, 'approver');
  const approval = await service.one<ApprovalView>(`${pathOf(id)}/votes`, { method: 'POST', body });
  if (options.json === true) return printJson(context, [approval]);
  const waits = approval.state === 'pending' ? `, agreed: ${agreedText(approval)}` : '';
  const grant = approval.grantId === undefined ? '' : `, grant ${approval.grantId}`;
  await context.print(`${approval.id}: ${stateText(approval, context.colours)}${waits}${grant}`);
}

/** A grant is asked for by its time, its uses, or both. */
function grantOf({ for: lasts, uses }: AnswerOptions): { grant?: { durationMs?: number; uses?: number } } {
  if (lasts === undefined && uses === undefined) return {};
  const seconds = lasts === undefined ? undefined : durationOf('--for', lasts);
  return {
    grant: {
      ...(seconds !== undefined && { durationMs: seconds * 1000 }),
      ...(uses !== undefined && { uses }),
    },
  };
}

/** @throws CliError */
export function durationOf(option: string, text: string): number {
  const seconds = parseDurationS(text);
  if (seconds === undefined) throw new CliError('usage', `${option} is a time such as 90s, 30m, 8h or 2d.`);
  return seconds;
}

function pathOf(id: string): string {
  return `/v1/approvals/${encodeURIComponent(id)}`;
}
