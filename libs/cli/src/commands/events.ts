/** `sallyport events`: search over all events, and a live tail of those that come. */
import { eventLine, eventTable } from '../render/event-table.js';
import { eventView } from '../render/views.js';
import { archiveOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface EventsOptions extends ReadOptions {
  readonly limit?: number;
  readonly follow?: boolean;
  readonly type?: string;
  readonly session?: string;
  readonly identity?: string;
  readonly agent?: string;
  readonly connection?: string;
  readonly request?: string;
  readonly from?: string;
  readonly to?: string;
}

/** A screenful. */
const limitDefault = 50;

export async function events(context: CommandContext, options: EventsOptions): Promise<void> {
  const { type, session, identity, agent, connection, request, from, to, limit } = options;
  const query = { type, session, identity, agent, connection, request, from, to };
  const archive = archiveOf(context, options);
  if (options.follow === true) {
    let left = limit ?? Infinity;
    for await (const item of archive.follow('/v1/events', query)) {
      const text =
        options.json === true ? JSON.stringify(item) : eventLine(eventView.parse(item), context.colours);
      await context.print(text);
      left -= 1;
      if (left <= 0) return;
    }
    return;
  }
  const items = await collected(archive.list('/v1/events', query, limit ?? limitDefault));
  if (options.json === true) await printJson(context, items);
  else
    await context.print(
      eventTable(
        items.map((item) => eventView.parse(item)),
        context.colours,
      ),
    );
}
