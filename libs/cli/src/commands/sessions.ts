/** `sallyport sessions`: the latest active sessions, filtered. */
import { sessionTable } from '../render/session-table.js';
import { sessionView } from '../render/views.js';
import { archiveOf, collected, printJson, type CommandContext, type ReadOptions } from './context.js';

export interface SessionsOptions extends ReadOptions {
  readonly limit: number;
  readonly identity?: string;
  readonly agent?: string;
  readonly connection?: string;
  readonly verdict?: string;
  readonly model?: string;
  readonly graph?: string;
  readonly tool?: string;
  readonly masked?: string;
  readonly minTokens?: number;
  readonly from?: string;
  readonly to?: string;
}

export async function sessions(context: CommandContext, options: SessionsOptions): Promise<void> {
  const { identity, agent, connection, verdict, model, graph, tool, masked, from, to, limit } = options;
  const tokensMin = options.minTokens?.toString();
  const query = { identity, agent, connection, verdict, model, graph, tool, masked, tokensMin, from, to };
  const items = await collected(archiveOf(context, options).list('/v1/sessions', query, limit));
  if (options.json === true) await printJson(context, items);
  else
    await context.print(
      sessionTable(
        items.map((item) => sessionView.parse(item)),
        context.colours,
      ),
    );
}
