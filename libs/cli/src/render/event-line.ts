/** What an event says, in a few words: for tables of events and for timelines. */
import type { Colours } from './colours.js';
import { decisionWords } from './decision-words.js';
import { durationText } from './duration.js';
import { safeLine } from './safe-text.js';
import { reasonsText, verdictText } from './verdict-text.js';
import type { AlertView, EventView } from './views.js';

function statusText({ status, code }: EventView, { good, bad }: Colours): string {
  const words = [
    // 0: the client got no answer, or nobody knows.
    ...(status === undefined || status === 0 ? [] : [String(status)]),
    ...(code === undefined ? [] : [safeLine(code)]),
  ];
  if (words.length === 0) return '';
  return (status !== undefined && status > 0 && status < 400 ? good : bad)(words.join(' '));
}

/** Of an end that nobody saw, no time is known either. */
function timingWords({ timings, outcome }: EventView): readonly string[] {
  if (timings === undefined || outcome === 'unknown') return [];
  const { durationMs, firstByteAfterMs } = timings;
  return [
    ...(durationMs === undefined ? [] : [`took ${durationText(durationMs)}`]),
    ...(firstByteAfterMs === undefined ? [] : [`first byte ${durationText(firstByteAfterMs)}`]),
  ];
}

function alertText({ kind, rule, reasons, detector }: AlertView, { bad }: Colours): string {
  if (kind === 'detector-failed') {
    return bad(`the detector of ${safeLine(detector)} failed: what it should have read was masked whole`);
  }
  const named = rule === '' ? 'a rule' : `rule ${safeLine(rule)}`;
  if (kind === 'rule-failed') {
    return bad(`${named} could not be judged, so the traffic was refused${reasonsText(reasons)}`);
  }
  return bad(`by ${named}${reasonsText(reasons)}`);
}

/** The parts of an event worth reading, in reading order. */
export function eventWords(event: EventView, colours: Colours): readonly string[] {
  const { count = 1, outcome, alert } = event;
  const target = event.method === undefined ? '' : `${event.method} ${safeLine(event.path ?? '')}`;
  return [
    target,
    verdictText(event.verdict, colours),
    alert === undefined ? '' : alertText(alert, colours),
    ...decisionWords(event, colours),
    statusText(event, colours),
    outcome === undefined || outcome === 'answered' ? '' : outcomeText(event, colours),
    event.incomplete === true ? colours.bad('incomplete') : '',
    event.reason === undefined ? '' : safeLine(event.reason),
    ...timingWords(event),
    count > 1 && event.type.endsWith('.refused') ? `${count} times` : '',
    event.supersededBy === undefined ? '' : colours.faint('replaced by a later event'),
  ].filter((word) => word !== '');
}

function outcomeText({ outcome = '', released }: EventView, { bad }: Colours): string {
  if (outcome !== 'unknown') return safeLine(outcome);
  return bad(released === true ? 'released, outcome unknown' : 'how it ended is unknown');
}
