/** Streams that have said most of what they say, secrets among it, when something happens to the gateway. */
import { countArchived, kinds } from '../../harness/archive-table.js';
import { until } from '../../harness/until.js';
import { secretText } from '../corpus.js';
import type { Behaviour } from '../guarded-system.js';
import { table } from '../table.js';
import { piecesOf } from './positions.js';
import type { Sender } from './sender.js';

/** What of each answer is said before it goes quiet. */
const saidShare = 0.8;

/**
 * Opens a stream of each dialect through three connections, and waits until parts of them are in the archive.
 * @returns the ends of all of them, whatever they are
 */
export async function openStreams({ guarded, authorised }: Sender): Promise<readonly Promise<unknown>[]> {
  const parts = async (): Promise<number> =>
    (await countArchived(guarded.system.databaseUrl, kinds.responsePart)).events;
  const before = await parts();
  const reading: Promise<unknown>[] = [];
  for (const { answers, ask } of table) {
    const answer = answers[0]?.streamed?.(piecesOf(secretText));
    if (answer === undefined) continue;
    const quiet: Behaviour = (_request, response) => {
      response.writeHead(200, { 'content-type': answer.contentType });
      response.write(answer.body.subarray(0, Math.floor(answer.body.length * saidShare)));
    };
    for (const to of ['allow', 'mask', 'tokens']) {
      const { path, body } = ask('streamed');
      const response = await fetch(`${guarded.base(to)}${path}`, {
        method: 'POST',
        headers: { ...authorised, 'content-type': 'application/json', ...guarded.behave(quiet) },
        body: JSON.stringify(body),
      });
      reading.push(response.text().catch((error: unknown) => error));
    }
  }
  await until('parts of the streams in the archive', 20_000, async () => (await parts()) > before);
  return reading;
}
