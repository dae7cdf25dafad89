/** `sallyport events` as a table, and as single lines while it follows. */
import type { Colours } from './colours.js';
import { eventWords } from './event-line.js';
import { trafficWords } from './event-summary.js';
import { safeLine, shortened } from './safe-text.js';
import { clockText } from './session-table.js';
import { table } from './table.js';
import type { EventView } from './views.js';

/** The longest type name is `authentication.refused`. */
const typeWidth = 22;

function cells(event: EventView, colours: Colours): readonly string[] {
  return [
    clockText(event.time),
    event.type,
    shortened(safeLine(event.identity?.subject ?? event.source?.network ?? ''), 32),
    safeLine(event.connection ?? ''),
    [...eventWords(event, colours), ...trafficWords(event, colours)].join(', '),
    safeLine(event.session),
  ];
}

export function eventTable(events: readonly EventView[], colours: Colours): string {
  if (events.length === 0) return 'No events yet.';
  const head = ['TIME (UTC)', 'TYPE', 'WHO', 'CONNECTION', 'WHAT', 'SESSION'];
  return table(
    head,
    events.map((event) => cells(event, colours)),
    colours,
  );
}

export function eventLine(event: EventView, colours: Colours): string {
  const [time = '', type = '', who = '', connection = '', what = ''] = cells(event, colours);
  const subject = [who, connection].filter(Boolean).join(' → ');
  return `${colours.faint(time)}  ${type.padEnd(typeWidth)}  ${subject}  ${what}`.trimEnd();
}
