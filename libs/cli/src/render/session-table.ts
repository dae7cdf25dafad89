/** `sallyport sessions` as a table. */
import type { Colours } from './colours.js';
import { safeLine, shortened } from './safe-text.js';
import { table } from './table.js';
import { costText, countText } from './traffic-words.js';
import type { SessionView } from './views.js';

/** Seconds are enough in a list. */
export function clockText(time: string | undefined): string {
  return time === undefined ? '' : time.slice(0, 19).replace('T', ' ');
}

function requestWords(session: SessionView, { good, bad, waiting }: Colours): string {
  const { allowed, held, released, heldRefused, refused } = session;
  const became = [
    ...(released > 0 ? [`${released} released`] : []),
    ...(heldRefused > 0 ? [`${heldRefused} refused`] : []),
  ];
  const others = refused - heldRefused;
  return [
    ...(allowed > 0 ? [good(`${allowed} allowed`)] : []),
    ...(held > 0
      ? [`${waiting(`${held} held`)}${became.length === 0 ? '' : ` (${became.join(', ')})`}`]
      : []),
    ...(others > 0 ? [bad(`${others} refused`)] : []),
  ].join(', ');
}

const names = (all: readonly string[]): string => shortened(safeLine(all.filter(Boolean).join(', ')), 32);

const columns: readonly {
  readonly head: string;
  /** Left out where no session has anything to say in it. */
  readonly isOptional?: true;
  readonly text: (session: SessionView, colours: Colours) => string;
}[] = [
  { head: 'SESSION', text: ({ id }) => safeLine(id) },
  { head: 'FROM (UTC)', text: ({ firstTime }) => clockText(firstTime) },
  { head: 'TO (UTC)', text: ({ lastTime }) => clockText(lastTime) },
  {
    head: 'IDENTITY',
    text: ({ identity }) => shortened(safeLine(identity?.subject ?? '(unknown)'), 32),
  },
  { head: 'AGENT', text: ({ agents }) => names(agents) },
  { head: 'CONNECTIONS', text: ({ connections }) => names(connections) },
  { head: 'REQUESTS', text: requestWords },
  {
    head: 'PEOPLE',
    isOptional: true,
    text: ({ people: { approved, denied } }, { good, bad }) =>
      [
        ...(approved > 0 ? [good(`${approved} approved`)] : []),
        ...(denied > 0 ? [bad(`${denied} denied`)] : []),
      ].join(', '),
  },
  { head: 'GRAPHS', isOptional: true, text: ({ graphs }) => names(graphs) },
  { head: 'MODELS', isOptional: true, text: ({ models }) => names(models) },
  {
    head: 'TOOL CALLS',
    isOptional: true,
    text: ({ toolCalls, deniedToolCalls, heldToolCalls }, { bad, waiting }) =>
      [
        ...(toolCalls > 0 ? [countText(toolCalls)] : []),
        ...(deniedToolCalls > 0 ? [bad(`${countText(deniedToolCalls)} denied`)] : []),
        ...(heldToolCalls > 0 ? [waiting(`${countText(heldToolCalls)} held`)] : []),
      ].join(', '),
  },
  {
    head: 'TOKENS',
    isOptional: true,
    text: ({ tokens: { input, output } }) => (input + output === 0 ? '' : countText(input + output)),
  },
  { head: 'COST', isOptional: true, text: ({ costs }) => costs.map(costText).join(' + ') },
  {
    head: 'MASKED',
    isOptional: true,
    text: ({ masked }) => (masked === 0 ? '' : countText(masked)),
  },
  {
    head: 'ALERTS',
    isOptional: true,
    text: ({ alerts }, { bad }) => (alerts === 0 ? '' : bad(countText(alerts))),
  },
];

/** In the order in which they come: the archive sends the latest active first. */
export function sessionTable(sessions: readonly SessionView[], colours: Colours): string {
  if (sessions.length === 0) return 'No sessions yet.';
  const told = columns
    .map(({ head, isOptional, text }) => ({
      head,
      isOptional,
      cells: sessions.map((session) => text(session, colours)),
    }))
    .filter(({ isOptional, cells }) => isOptional !== true || cells.some((cell) => cell !== ''));
  return table(
    told.map(({ head }) => head),
    sessions.map((_, at) => told.map(({ cells }) => cells[at] ?? '')),
    colours,
  );
}
