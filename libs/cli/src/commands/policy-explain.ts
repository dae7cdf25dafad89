/** `sallyport policy explain`: what a recorded event's verdict means, and whether a document says the same today. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import { CliError } from '../cli-error.js';
import { explain, hasVerdict, type ExplainedEvent } from '../explain/explanation.js';
import { explanationLines, withoutText } from '../render/explanation-lines.js';
import { safeLine } from '../render/safe-text.js';
import { eventView, type EventView } from '../render/views.js';
import type { Archive } from '../system/archive.js';
import { archiveOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';
import { problemLines, readPolicyFile, refusedFile } from './policy-file.js';

export interface PolicyExplainOptions extends ReadOptions {
  /** A document to judge by again. */
  readonly file?: string;
  /** The same, by its older name. */
  readonly policy?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * @param what an event's id, to be found in the archive; or a file with events; `-` is standard input
 * @throws CliError when no event with a verdict is there, or the document is refused
 */
export async function policyExplain(
  context: CommandContext,
  what: string,
  options: PolicyExplainOptions,
): Promise<void> {
  const document = await documentOf(context, options.file ?? options.policy);
  const events = UUID.test(what)
    ? [await archivedEvent(archiveOf(context, options), what)]
    : eventsOf(what === '-' ? await text(process.stdin) : read(context, what)).map(alone);
  const judged = events.filter(({ event }) => hasVerdict(event));
  if (judged.length === 0) throw new CliError('notFound', 'There is no event with a verdict in it.');
  const explanations = judged.flatMap((one) => explain(one, document));
  if (options.json === true) await printJson(context, explanations);
  else {
    const { colours } = context;
    const texts = explanations.map((one) => explanationLines(one, colours).join('\n'));
    const without = withoutText(explanations, colours);
    await context.print([...texts, ...(without === '' ? [] : [without])].join('\n\n'));
  }
}

async function documentOf(
  context: CommandContext,
  file: string | undefined,
): Promise<LoadedDocument | undefined> {
  if (file === undefined) return undefined;
  const document = await readPolicyFile(context, file);
  if (document.kind === 'loaded') return document;
  for (const line of problemLines(file, document.problems)) context.tell(line);
  throw refusedFile(document.problems);
}

/** Events of one request at most; a folded refusal or an upload in parts has more of them. */
const eventsPerRequestMax = 100;

async function archivedEvent(archive: Archive, id: string): Promise<ExplainedEvent> {
  const event = eventView.parse(await archive.one(`/v1/events/${id}`));
  if (isReception(event) || event.requestId === undefined) return alone(event);
  const items = await collected(
    archive.list('/v1/events', { request: event.requestId }, eventsPerRequestMax),
  );
  const reception = items.map((item) => eventView.parse(item)).find(isReception);
  if (reception === undefined) return { event, received: undefined };
  return { event, received: eventView.parse(await archive.one(`/v1/events/${reception.id}`)) };
}

const alone = (event: EventView): ExplainedEvent => ({
  event,
  received: isReception(event) ? event : undefined,
});

const isReception = ({ type }: EventView): boolean =>
  type === 'request.received' || type === 'request.refused';

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
    const message =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? `There is no such event: "${safeLine(file)}" is neither an event's id nor a file.`
        : `The event cannot be read: ${why}`;
    throw new CliError('notFound', message, { cause: error });
  }
}
