/** `sallyport policy explain`: what a recorded event's verdict means, in sentences. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { reasonSentence } from '@sallyport/policy/reason-sentences';
import { CliError } from '../cli-error.js';
import { safeLine } from '../render/safe-text.js';
import { eventView, type EventView } from '../render/views.js';
import { printJson, type CommandContext } from './context.js';
import { readPolicyFile } from './policy-file.js';

export interface PolicyExplainOptions {
  readonly json?: boolean;
  readonly policy?: string;
}

interface Explanation {
  readonly id: string;
  readonly decision: string;
  readonly rule: string;
  readonly reasons: readonly { readonly reason: string; readonly sentence: string }[];
  readonly obligations: readonly string[];
  readonly sentence: string;
  readonly policyVersion: string;
  /** Whether the document given has that version; absent without one. */
  readonly isThatVersion?: boolean;
}

/** @throws CliError when no event with a verdict is there */
export async function policyExplain(
  context: CommandContext,
  file: string,
  options: PolicyExplainOptions,
): Promise<void> {
  const events = eventsOf(file === '-' ? await text(process.stdin) : read(context, file));
  const judged = events.filter((event) => event.verdict !== undefined);
  if (judged.length === 0) throw new CliError('notFound', 'There is no event with a verdict in it.');
  const document = options.policy === undefined ? undefined : readPolicyFile(context, options.policy);
  const explanations = judged.map((event) => explain(event, document));
  if (options.json === true) await printJson(context, explanations);
  else await context.print(explanations.map((one) => explanationText(one, context)).join('\n\n'));
}

function explain(event: EventView, document: ReturnType<typeof readPolicyFile> | undefined): Explanation {
  const { decision = '', rule = '', reasons = [], obligations = [] } = event.verdict ?? {};
  const version = event.policyVersion ?? '';
  const isThatVersion = document?.kind === 'loaded' && document.version === version;
  const written = isThatVersion
    ? [...document.document.rules, ...document.document.prompts].find(({ name }) => name === rule)
    : undefined;
  return {
    id: event.id,
    decision,
    rule,
    reasons: reasons.map((reason) => ({ reason, sentence: reasonSentence(reason) })),
    obligations,
    sentence: written?.sentence ?? summary(decision, rule),
    policyVersion: version,
    ...(document === undefined ? {} : { isThatVersion }),
  };
}

function summary(decision: string, rule: string): string {
  if (decision === 'deny') return rule === '' ? 'No rule allows it.' : `The rule ${rule} denies it.`;
  if (decision === 'hold') return `The rule ${rule} wants people to approve it.`;
  return rule === '' ? 'No rule objects.' : `The access rule ${rule} allows it.`;
}

function explanationText(one: Explanation, { colours }: CommandContext): string {
  const { allow, deny, hold } = { allow: colours.good, deny: colours.bad, hold: colours.waiting };
  const paint = { allow, deny, hold }[one.decision] ?? colours.strong;
  const differs = one.isThatVersion === false ? ' (the document given is another version)' : '';
  return [
    `${paint(safeLine(one.decision))}  ${safeLine(one.sentence)}  ${colours.faint(`event ${safeLine(one.id)}`)}`,
    ...one.reasons.map(({ reason, sentence }) => `  ${safeLine(reason)}: ${sentence}`),
    ...(one.obligations.length === 0 ? [] : [`  obligations: ${one.obligations.map(safeLine).join(', ')}`]),
    `  policy version: ${safeLine(one.policyVersion) || 'not recorded'}${differs}`,
  ].join('\n');
}

/** One event, an array of events, or one on each line: all that `events --json` prints. */
function eventsOf(input: string): readonly EventView[] {
  const lines = input.split('\n').filter((line) => line.trim() !== '');
  let values: unknown;
  try {
    values = JSON.parse(input);
  } catch {
    // With --follow the events stand on lines of their own.
    values = lines.map(parsedLine);
  }
  return (Array.isArray(values) ? values : [values]).map((value) => {
    const event = eventView.safeParse(value);
    if (!event.success) throw notEvents();
    return event.data;
  });
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw notEvents(error);
  }
}

const notEvents = (cause?: unknown): CliError =>
  new CliError('invalid', 'These are no events as `sallyport events --json` prints them.', { cause });

function read(context: CommandContext, file: string): string {
  try {
    return readFileSync(path.resolve(context.cwd, file), 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('notFound', `The event cannot be read: ${why}`, { cause: error });
  }
}
