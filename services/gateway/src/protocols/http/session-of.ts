/** What a request's path and placeholders mean for its session. */
import type { Values } from '@sallyport/masking/actions/restore';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { threadOf } from '@sallyport/wire/langgraph/routes';
import type { LiveSession } from '../../core/live-sessions.js';
import { SealedValues } from '../../core/masking/sealed-values.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { Joined, Prospect } from '../../core/session-desk.js';
import type { Door } from './door.js';

/** LangGraph thread that a path names, where the connection speaks its dialect. */
export function threadIn(path: string, connection: ConnectionInForce | undefined): string {
  if (connection === undefined || !path.startsWith('/threads/')) return '';
  return connection.reading.dialects.includes(langgraph) ? threadOf(path) : '';
}

/** Seals the request's placeholders into its session; the values that its answer may need. */
export function sessionValues(
  door: Door,
  prospect: Prospect,
  { session }: Joined,
  tokens: ReadonlyMap<string, string>,
): Values {
  if (tokens.size > 0) openValues(door, prospect, session).seal(tokens);
  return session.values ?? noValues;
}

/** The values of a session, which there are from now on. */
export function openValues(
  door: Pick<Door, 'maskKeys'>,
  { owner }: Pick<Prospect, 'owner'>,
  session: LiveSession,
): SealedValues {
  return (session.values ??= new SealedValues(door.maskKeys.sealKeyOf({ session: session.id, owner })));
}

const noValues: Values = new Map();
