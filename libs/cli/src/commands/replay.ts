/** `sallyport replay`: one session as a timeline, also while it runs. */
import { CliError } from '../cli-error.js';
import { SessionSums } from '../render/session-sums.js';
import { TimelineTeller } from '../render/timeline.js';
import { eventView, sessionView } from '../render/views.js';
import type { Archive } from '../system/archive.js';
import type { Item } from '../system/rest.js';
import { archiveOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface ReplayOptions extends ReadOptions {
  readonly limit?: number;
  readonly follow?: boolean;
  /** Texts and bodies uncut. */
  readonly full?: boolean;
}

/** Sessions come by activity; those of callers whom nobody knows may come before. */
const lookedAtMax = 50;

/** The session with the latest event; one of a known caller, if there is any. */
async function latest(archive: Archive): Promise<string> {
  const items = await collected(archive.list('/v1/sessions', {}, lookedAtMax));
  const views = items.map((item) => sessionView.parse(item));
  const found = views.find(({ identity }) => identity !== undefined) ?? views[0];
  if (found === undefined) throw new CliError('notFound', 'Nothing is archived yet.');
  return found.id;
}

async function* first(items: AsyncIterable<Item>, limit: number | undefined): AsyncGenerator<Item> {
  let left = limit ?? Infinity;
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

/** @param id a session, or `latest` */
export async function replay(context: CommandContext, id: string, options: ReplayOptions): Promise<void> {
  const archive = archiveOf(context, options);
  const session = id === 'latest' ? await latest(archive) : id;
  const path = `/v1/sessions/${encodeURIComponent(session)}/replay`;
  const follow = options.follow === true;
  const items = first(follow ? archive.follow(path, {}) : archive.lines(path, {}), options.limit);
  if (options.json === true) {
    if (!follow) await printJson(context, await collected(items));
    // A live tail has no end, so there is no array: one item on each line.
    else for await (const item of items) await context.print(JSON.stringify(item));
    return;
  }
  if (id === 'latest') context.tell(`Session ${session}`);
  const { colours, columns } = context;
  const teller = new TimelineTeller({ colours, columns, full: options.full === true });
  const sums = new SessionSums();
  for await (const item of items) {
    const event = eventView.parse(item);
    sums.add(event);
    const lines = teller.lines(event);
    if (lines.length > 0) await context.print(lines.join('\n'));
  }
  const told = sums.text(colours);
  if (told !== '') await context.print(`\n${told}`);
  if (teller.partsHidden > 0) {
    context.tell(`${teller.partsHidden} parts of bodies are shown as a whole; --full shows each of them.`);
  }
}
