/** The graph behind an assistant of a LangGraph server: `GET /assistants/{id}`, whose `graph_id` is the graph's name. */
import { readJson } from '@sallyport/wire/json/read-json';
import { bodyLimits } from '@sallyport/wire/plain/body-limits';
import type { UpstreamName } from '../core/ports/upstream-names.js';
import type { Asked } from './ask-upstream.js';

export type Ask = (path: string) => Promise<Asked>;

export async function graphOfAssistant(ask: Ask, assistant: string): Promise<UpstreamName> {
  const asked = await ask(`/assistants/${encodeURIComponent(assistant)}`);
  if (asked.kind !== 'found') return undefined;
  const json = readJson(asked.body, bodyLimits);
  if (json.kind === 'unreadable') return undefined;
  const id = json.text(json.member(json.root, 'assistant_id'));
  const isIt = id?.toLowerCase() === assistant.toLowerCase();
  return isIt ? named(json.text(json.member(json.root, 'graph_id'))) : undefined;
}

/** An empty name is none. */
export const named = (name: string | undefined): UpstreamName => (name === '' ? undefined : name);
