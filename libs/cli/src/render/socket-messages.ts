/** What the body of a socket is called: its messages, one behind the other, each with a line end. */
import type { BodyView } from './views.js';

const directions = { request: 'from the client', response: 'to the client' } as const;

export function socketTitle(side: keyof typeof directions, body: BodyView | undefined): string {
  const count = body === undefined ? undefined : messagesIn(body);
  const messages = count === undefined ? 'messages' : count === 1 ? '1 message' : `${count} messages`;
  return `${messages} ${directions[side]}`;
}

/** Undefined where lines are not messages, or are not all there. */
function messagesIn({ text, truncated }: BodyView): number | undefined {
  if (text === undefined || truncated === true || !text.endsWith('\n')) return undefined;
  const lines = text.slice(0, -1).split('\n');
  return lines.every(isDocument) ? lines.length : undefined;
}

function isDocument(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
