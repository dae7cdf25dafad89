/** A stream of server-sent events that no dialect claims: each event is read for itself, as JSON or as the text it is. */
import { readJson } from '../json/read-json.js';
import type {
  Change,
  Delta,
  DialectError,
  StreamFrame,
  StreamProblem,
  StreamReader,
} from '../llm/dialect.js';
import type { TextSpan } from '../llm/operation.js';
import { bareFrame } from '../llm/sse/read-frame.js';
import { readSseEvent, type SseEvent } from '../llm/sse/sse-event.js';
import { SseFramer } from '../llm/sse/sse-framer.js';
import { streamLimits } from '../llm/sse/stream-limits.js';
import { withData, writeSse } from '../llm/sse/write-sse.js';
import { collectTexts, everything, withTexts } from './json-texts.js';
import { utf8Text } from './media.js';
import { plainRefusal } from './refusal.js';

const document = everything('document');
const nothing = new Uint8Array(0);

export class PlainStreamReader implements StreamReader {
  readonly #framer = new SseFramer(streamLimits.frameBytesMax);
  #isFirst = true;

  get problem(): StreamProblem | undefined {
    return this.#framer.problem;
  }

  feed(bytes: Uint8Array): readonly StreamFrame[] {
    return [...this.frames(bytes)];
  }

  *frames(bytes: Uint8Array): Generator<StreamFrame> {
    for (const frame of this.#framer.feed(bytes)) yield this.#read(frame);
  }

  finish(): readonly StreamFrame[] {
    const rest = this.#framer.finish();
    return rest === undefined ? [] : [this.#read(rest)];
  }

  /** Every text stands whole in its event: nothing is held back. */
  carry(): Uint8Array {
    return nothing;
  }

  refuseToolCall(): () => Uint8Array {
    return () => nothing;
  }

  cut(error: DialectError): Uint8Array {
    return writeSse('error', plainRefusal(error));
  }

  #read(bytes: Uint8Array): StreamFrame {
    const event = readSseEvent(bytes, this.#isFirst);
    this.#isFirst = false;
    const { data } = event;
    if (data === undefined || data.length === 0) return bareFrame(bytes);
    const json = readJson(data, streamLimits.json);
    if (json.kind === 'json') {
      const texts = collectTexts(json, document);
      return frameOf(event, texts.spans, (changes) => withTexts(json, texts, changes));
    }
    const text = json.reason === 'NOT_JSON' ? utf8Text(data) : undefined;
    if (text === undefined)
      return bareFrame(bytes, { unreadable: json.reason === 'NOT_JSON' ? 'NOT_UTF8' : json.reason });
    const span: TextSpan = { position: 'document', path: [], text, key: '', isJson: false };
    return frameOf(event, [span], ([change]) =>
      change?.kind === 'text' ? Buffer.from(change.text.toWellFormed(), 'utf8') : data,
    );
  }
}

function frameOf(
  event: SseEvent,
  spans: readonly TextSpan[],
  written: (changes: readonly Change[]) => Uint8Array,
): StreamFrame {
  const deltas = spans.map(({ position, text, isJson, key }): Delta => {
    const delta = { channel: 'data', position, text, isJson, isWhole: true };
    return key === '' ? delta : { ...delta, key };
  });
  return {
    ...bareFrame(event.bytes),
    deltas,
    rewrite: (texts) => {
      const changes = spans.flatMap(({ text }, span): Change[] => {
        const other = texts[span] ?? text;
        return other === text ? [] : [{ kind: 'text', span, text: other }];
      });
      return changes.length === 0 ? event.bytes : withData(event, written(changes));
    },
  };
}
