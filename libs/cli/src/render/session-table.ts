/** `sallyport sessions` as a table. */
import type { Colours } from './colours.js';
import { safeLine, shortened } from './safe-text.js';
import { table } from './table.js';
import type { SessionView } from './views.js';

/** Seconds are enough in a list. */
export function clockText(time: string | undefined): string {
  return time === undefined ? '' : time.slice(0, 19).replace('T', ' ');
}

function row(session: SessionView, { good, bad, waiting }: Colours): readonly string[] {
  const { allowed, held, refused } = session;
  const verdicts = [
    ...(allowed > 0 ? [good(`${allowed} allowed`)] : []),
    ...(held > 0 ? [waiting(`${held} held`)] : []),
    ...(refused > 0 ? [bad(`${refused} refused`)] : []),
  ];
  return [
    safeLine(session.id),
    clockText(session.firstTime),
    clockText(session.lastTime),
    shortened(safeLine(session.identity?.subject ?? '(unknown)'), 32),
    shortened(safeLine(session.agents.filter(Boolean).join(', ')), 32),
    shortened(safeLine(session.connections.join(', ')), 32),
    verdicts.join(', '),
  ];
}

export function sessionTable(sessions: readonly SessionView[], colours: Colours): string {
  if (sessions.length === 0) return 'No sessions yet.';
  const head = ['SESSION', 'FROM (UTC)', 'TO (UTC)', 'IDENTITY', 'AGENT', 'CONNECTIONS', 'REQUESTS'];
  return table(
    head,
    sessions.map((session) => row(session, colours)),
    colours,
  );
}
