/** What an event says, in a few words: for tables of events and for timelines. */
import type { Colours } from './colours.js';
import { durationText } from './duration.js';
import { safeLine } from './safe-text.js';
import type { EventView } from './views.js';

/** `allow by agents-use-the-llm`, with the reasons of a refusal. */
export function verdictText({ verdict }: EventView, { good, bad, waiting }: Colours): string {
  if (verdict === undefined) return '';
  const paint = { allow: good, deny: bad, hold: waiting }[verdict.decision] ?? good;
  const rule = verdict.rule === '' ? '' : ` by rule ${safeLine(verdict.rule)}`;
  const reasons = verdict.reasons.length === 0 ? '' : ` (${verdict.reasons.map(safeLine).join(', ')})`;
  return `${paint(verdict.decision)}${rule}${reasons}`;
}

function statusText(event: EventView, { good, bad }: Colours): string {
  const { status, code } = event;
  if (status === undefined) return '';
  return (status < 400 ? good : bad)(`${status}${code === undefined ? '' : ` ${safeLine(code)}`}`);
}

/** The parts of an event worth reading, in reading order. */
export function eventWords(event: EventView, colours: Colours): readonly string[] {
  const { timings, count = 1 } = event;
  const target = event.method === undefined ? '' : `${event.method} ${safeLine(event.path ?? '')}`;
  return [
    target,
    verdictText(event, colours),
    statusText(event, colours),
    event.outcome === undefined || event.outcome === 'answered' ? '' : safeLine(event.outcome),
    event.incomplete === true ? colours.bad('incomplete') : '',
    event.reason === undefined ? '' : safeLine(event.reason),
    timings?.durationMs === undefined ? '' : `took ${durationText(timings.durationMs)}`,
    timings?.firstByteAfterMs === undefined ? '' : `first byte ${durationText(timings.firstByteAfterMs)}`,
    count > 1 && event.type.endsWith('.refused') ? `${count} times` : '',
    event.supersededBy === undefined ? '' : colours.faint('replaced by a later event'),
  ].filter((word) => word !== '');
}
