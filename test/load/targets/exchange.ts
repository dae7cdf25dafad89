/** The two exchanges every row serves: what is asked, and the exact body that must come back. */

/** Chunks of the SSE stream, the final `[DONE]` not counted. */
export const sseFrameCount = 50;

/** A chat completion padded to exactly 1 KiB. */
export const chatAnswer = padded(1024);

function padded(bytes: number): string {
  const make = (text: string): string =>
    JSON.stringify({
      id: 'chatcmpl-bench',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'gpt-4o-mini',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 42, completion_tokens: 180, total_tokens: 222 },
    });
  const words = 'the gate keeps a record of whoever passes and of what was said ';
  const room = bytes - make('').length;
  return make(words.repeat(Math.ceil(room / words.length)).slice(0, room));
}

/** One frame of the stream; the last one carries `[DONE]` too. */
export function sseFrame(index: number): string {
  const delta = {
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, delta: { content: ` word${index}` }, finish_reason: null }],
  };
  return `data: ${JSON.stringify(delta)}\n\n${index === sseFrameCount - 1 ? 'data: [DONE]\n\n' : ''}`;
}

export type ExchangeName = 'json' | 'sse';

export interface Exchange {
  readonly name: ExchangeName;
  readonly method: 'POST';
  /** Path at the upstream. */
  readonly path: string;
  readonly requestBody: string;
  /** The whole body of a correct answer. */
  readonly answer: string;
}

const question = (stream: boolean): string =>
  JSON.stringify({
    model: 'gpt-4o-mini',
    stream,
    messages: [
      { role: 'system', content: 'You answer briefly and name your sources.' },
      {
        role: 'user',
        content: 'Which invoices of the last quarter are still unpaid, and who is the contact for each?',
      },
    ],
    temperature: 0.2,
  });

export type Exchanges = Readonly<Record<ExchangeName, Exchange>>;

/** The stream at once; see `pacedStream`. */
export const exchanges: Exchanges = {
  json: {
    name: 'json',
    method: 'POST',
    path: '/v1/chat/completions',
    requestBody: question(false),
    answer: chatAnswer,
  },
  sse: {
    name: 'sse',
    method: 'POST',
    path: '/v1/chat/completions/stream',
    requestBody: question(true),
    answer: Array.from({ length: sseFrameCount }, (_, index) => sseFrame(index)).join(''),
  },
};

/** The same exchanges, with chunks of the stream this far apart, as a model writes them. */
export function pacedStream(gapMs: number): Exchanges {
  const { json, sse } = exchanges;
  return { json, sse: gapMs > 0 ? { ...sse, path: `${sse.path}?gapMs=${gapMs}` } : sse };
}
