/** `sallyport replay`: a session as a timeline, with who asked for what, what was decided, what was said and what it cost. */
import { dialectOf } from '../conversation/dialects.js';
import { readAnswered } from '../conversation/read-answered.js';
import { readAsked, type Asked } from '../conversation/read-asked.js';
import { bodyLines, digestLines } from './body-lines.js';
import { callLines, saidLines } from './conversation.js';
import { eventWords } from './event-line.js';
import { indent, type Look } from './look.js';
import { safeLine } from './safe-text.js';
import { socketTitle } from './socket-messages.js';
import { costText, maskedText, operationLines, usageText } from './traffic-words.js';
import { becauseText, monitoredLines, verdictText } from './verdict-text.js';
import type { EventView } from './views.js';

/** Requests whose answers are waited for, to be read in the dialect of the request. */
const askedMax = 256;

/** Seconds since the session began, with milliseconds. */
export function offsetText(offsetMs: number): string {
  return `+${(offsetMs / 1_000).toFixed(3)} s`;
}

/** Tells the events of one session, one after the other. */
export class TimelineTeller {
  private readonly asked = new Map<string, Asked>();
  /** Parts of bodies that were left out, because their whole is shown. */
  partsHidden = 0;

  constructor(private readonly look: Look) {}

  /** The lines of the next event; none for a part of a body whose whole will be shown. */
  lines(event: EventView): readonly string[] {
    switch (event.type) {
      case 'request.received':
      case 'request.refused':
        return [this.heading(event), ...who(event), ...this.request(event)];
      case 'request.part':
      case 'response.part':
        // A command of a socket is judged by itself.
        if (event.verdict !== undefined)
          return [this.heading(event), ...this.judged(event), ...this.bodies(event)];
        if (!this.look.full && this.asked.has(event.requestId ?? '')) {
          this.partsHidden += 1;
          return [];
        }
        return [this.heading(event), ...this.bodies(event)];
      case 'request.completed':
        return [this.heading(event), ...this.completion(event)];
      default:
        return [this.heading(event), ...this.reason(event), ...this.bodies(event)];
    }
  }

  private heading(event: EventView): string {
    const { colours } = this.look;
    const offset = offsetText(event.offsetMs ?? 0).padStart(12);
    const words = eventWords(event, colours).join(', ');
    return `${colours.faint(offset)}  ${colours.strong(event.type)}${words === '' ? '' : `  ${words}`}`;
  }

  /** What a person gave as their reason. */
  private reason({ said }: EventView): readonly string[] {
    if (said === undefined) return [];
    if (said.text === undefined)
      return [this.look.colours.faint(`${indent}their reason is not there any more`)];
    return saidLines([{ position: 'because', text: said.text }], this.look);
  }

  private request(event: EventView): readonly string[] {
    const asked = this.read(event);
    const said = asked === undefined ? [] : saidLines(asked.said, this.look);
    return [
      ...claimedLines(event),
      ...this.judged(event),
      ...said,
      ...this.requestBody(event, asked, said.length > 0),
    ];
  }

  /** What was read of a request or command, and what was decided of it. */
  private judged({ operation, verdict, masked }: EventView): readonly string[] {
    const why = verdict === undefined ? '' : becauseText(verdict);
    const { waiting } = this.look.colours;
    return [
      ...(operation === undefined ? [] : operationLines(operation)).map((line) => indent + line),
      ...(why === '' ? [] : [`${indent}because: ${why}`]),
      ...monitoredLines(verdict?.monitored).map((line) => indent + waiting(line)),
      ...(masked.length === 0 ? [] : [`${indent}masked in the request: ${maskedText(masked)}`]),
    ];
  }

  private requestBody({ request }: EventView, asked: Asked | undefined, isSaid: boolean): readonly string[] {
    if (this.look.full) return bodyLines('request', request, this.look);
    if (isSaid) return digestLines(request, this.look);
    // Without a digest of the whole, the body goes on in parts.
    if (asked !== undefined && request?.text !== undefined && request.sha256 === undefined) {
      return [this.look.colours.faint(`${indent}the request goes on in parts: it is told whole at its end`)];
    }
    return bodyLines('request', request, this.look);
  }

  /** Keeps how the request reads, for its answer. */
  private read(event: EventView): Asked | undefined {
    const { requestId = '', method = '', path = '', operation } = event;
    const target = { method, path, query: '' };
    const dialect = dialectOf(operation?.dialect, target);
    if (dialect === undefined || dialect.name === 'http') return undefined;
    const asked = readAsked(dialect, target, event.request?.text);
    if (event.type !== 'request.received') return asked;
    this.asked.set(requestId, asked);
    const [oldest] = this.asked.keys();
    if (this.asked.size > askedMax && oldest !== undefined) this.asked.delete(oldest);
    return asked;
  }

  private completion(event: EventView): readonly string[] {
    const { response, answerVerdict, usage, cost, masked } = event;
    const asked = this.asked.get(event.requestId ?? '');
    // A supposed end may be followed by the real one.
    if (event.outcome !== 'unknown') this.asked.delete(event.requestId ?? '');
    const uploaded = event.request?.text;
    const late = asked !== undefined && asked.said.length === 0 && uploaded !== undefined;
    const again = late ? readAsked(asked.dialect, asked.target, uploaded) : asked;
    const answered =
      again === undefined || response?.text === undefined ? undefined : readAnswered(again, response.text);
    const said = answered === undefined ? [] : saidLines(answered.said, this.look);
    const calls = callLines(event.toolCalls, answered?.calls ?? [], event.toolCallCount, this.look);
    const { colours } = this.look;
    const judged =
      answerVerdict === undefined || answerVerdict.decision === 'allow' ? undefined : answerVerdict;
    const metered = [...(usage ? [usageText(usage)] : []), ...(cost ? [`cost ${costText(cost)}`] : [])];
    return [
      ...(late ? saidLines(again?.said ?? [], this.look) : []),
      ...(uploaded === undefined || (late && !this.look.full)
        ? []
        : bodyLines(titleOf('request', event), event.request, this.look)),
      ...said,
      ...calls,
      ...(judged === undefined
        ? []
        : [
            `${indent}the answer: ${[verdictText(judged, colours), becauseText(judged)].filter(Boolean).join('. ')}`,
          ]),
      ...monitoredLines(answerVerdict?.monitored).map((line) => indent + colours.waiting(line)),
      ...(masked.length === 0 ? [] : [`${indent}masked in the answer: ${maskedText(masked)}`]),
      ...(metered.length === 0 ? [] : [indent + metered.join('; ')]),
      ...this.responseBody(event, asked, said.length + calls.length > 0),
    ];
  }

  private responseBody(event: EventView, asked: Asked | undefined, isSaid: boolean): readonly string[] {
    const { response } = event;
    const whole = () => bodyLines(titleOf('response', event), response, this.look);
    if (this.look.full || response?.text === undefined) return whole();
    if (isSaid) return digestLines(response, this.look);
    // Vectors are not for reading.
    if (asked?.dialect.name === 'openai-embeddings' && response.text.includes('"embedding"')) {
      return [
        this.look.colours.faint(`${indent}response, ${response.size} bytes of vectors: --full shows them`),
      ];
    }
    return whole();
  }

  private bodies(event: EventView): readonly string[] {
    return [
      ...bodyLines('request', event.request, this.look),
      ...bodyLines('response', event.response, this.look),
    ];
  }
}

const SWITCHING_PROTOCOLS = 101;

const titleOf = (side: 'request' | 'response', event: EventView): string =>
  event.status === SWITCHING_PROTOCOLS ? socketTitle(side, event[side]) : side;

function claimedLines({ claimed }: EventView): readonly string[] {
  if (claimed === undefined) return [];
  const { graph, node, run } = claimed;
  const words = [
    ...(graph === '' ? [] : [`graph ${safeLine(graph)}`]),
    ...(node === '' ? [] : [`node ${safeLine(node)}`]),
    ...(run === '' ? [] : [`run ${safeLine(run)}`]),
  ];
  return words.length === 0 ? [] : [`${indent}${words.join(', ')} (as the client says)`];
}

function who({ identity, caller, source, connection }: EventView): readonly string[] {
  const person = [caller?.name, caller?.email]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => safeLine(part ?? ''));
  const agent =
    identity?.agent === undefined || identity.agent === '' ? [] : [`agent ${safeLine(identity.agent)}`];
  const from = caller?.address || source?.network;
  const words = [
    safeLine(identity?.subject ?? 'unknown'),
    ...(person.length > 0 ? [`(${person.join(', ')})`] : []),
    ...agent,
    ...(from ? [`from ${safeLine(from)}`] : []),
    ...(connection === undefined ? [] : [`to ${safeLine(connection)}`]),
  ];
  return [`${indent}${words.join(' ')}`];
}
