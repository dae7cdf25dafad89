/** `sallyport events`: search over all events, and a live tail of those that come. */
import { eventLine, eventTable } from '../render/event-table.js';
import { eventView } from '../render/views.js';
import type { Query } from '../system/rest.js';
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
  readonly verdict?: string;
  readonly model?: string;
  readonly dialect?: string;
  readonly operation?: string;
  readonly graph?: string;
  readonly tool?: string;
  readonly masked?: string;
  readonly alert?: string;
  readonly minTokens?: number;
  /** Signs of life too. */
  readonly all?: boolean;
  readonly from?: string;
  readonly to?: string;
}

/** A screenful. */
const limitDefault = 50;

function queryOf(options: EventsOptions): Query {
  const { type, session, identity, agent, connection, request, from, to } = options;
  const { verdict, model, dialect, operation, graph, tool, masked, alert, minTokens } = options;
  return {
    ...{ type, session, identity, agent, connection, request },
    ...{ verdict, model, dialect, operation, graph, tool, masked, alert },
    tokensMin: minTokens?.toString(),
    alive: options.all === true ? 'true' : undefined,
    ...{ from, to },
  };
}

export async function events(context: CommandContext, options: EventsOptions): Promise<void> {
  const { limit } = options;
  const query = queryOf(options);
  const archive = archiveOf(context, options);
  if (options.follow === true) {
    if (hidesAlive(options)) context.tell('alive events are hidden, --all shows them');
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
  let hidden = 0;
  const items = await collected(
    archive.list('/v1/events', query, limit ?? limitDefault, ({ hiddenAlive = 0 }) => {
      hidden += hiddenAlive;
    }),
  );
  if (options.json === true) await printJson(context, items);
  else
    await context.print(
      eventTable(
        items.map((item) => eventView.parse(item)),
        context.colours,
      ),
    );
  if (hidden > 0) {
    const many = hidden === 1 ? '1 alive event' : `${hidden} alive events`;
    context.tell(`${many} hidden, --all shows them`);
  }
}

/** Signs of life have no caller and say nothing of requests: what asks for either hides none. */
function hidesAlive(options: EventsOptions): boolean {
  const asked: Query = { ...queryOf(options), from: undefined, to: undefined };
  return options.all !== true && Object.values(asked).every((value) => value === undefined);
}
