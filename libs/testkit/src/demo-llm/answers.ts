/** What the stand-in for the LLM provider answers: deterministic functions of the request, in the shapes of OpenAI's API. */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

export const models = ['demo-small', 'demo-large', 'demo-embedding'] as const;

/** Time of creation in every answer: fixed, so that equal requests get equal bytes. */
const createdS = 1_767_225_600;

function digest(body: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}

/** A word is taken for a token. */
function tokens(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as readonly Json[])
    .map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lastUserText(body: JsonObject): string {
  const { messages } = body;
  if (!Array.isArray(messages)) return '';
  const said = (messages as readonly Json[]).filter(isObject).filter((message) => message['role'] === 'user');
  return textOf(said.at(-1)?.['content']);
}

function modelOf(body: JsonObject): string {
  return typeof body['model'] === 'string' ? body['model'] : models[0];
}

/** The assistant's words for a conversation. */
export function replyTo(text: string): string {
  return `You said: ${text === '' ? 'nothing' : text} (from the demo model, which only repeats).`;
}

export function modelList(): JsonObject {
  return {
    object: 'list',
    data: models.map((id) => ({ id, object: 'model', created: createdS, owned_by: 'sallyport-demo' })),
  };
}

export function chatCompletion(body: JsonObject): JsonObject {
  const asked = lastUserText(body);
  const content = replyTo(asked);
  const usage = { prompt_tokens: tokens(asked), completion_tokens: tokens(content) };
  return {
    id: `chatcmpl-${digest(body).slice(0, 24)}`,
    object: 'chat.completion',
    created: createdS,
    model: modelOf(body),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
  };
}

/** The frames of a streamed completion: the role, then one word each, the end, and the usage when it was asked for. */
export function chatChunks(body: JsonObject): readonly JsonObject[] {
  const whole = chatCompletion(body);
  const base = {
    id: whole['id'] ?? '',
    object: 'chat.completion.chunk',
    created: createdS,
    model: modelOf(body),
  };
  const chunk = (delta: JsonObject, finish: string | null): JsonObject => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const words = replyTo(lastUserText(body)).match(/\S+\s*/g) ?? [];
  const options = body['stream_options'];
  const wantsUsage = isObject(options) && options['include_usage'] === true;
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...words.map((word) => chunk({ content: word }, null)),
    chunk({}, 'stop'),
    ...(wantsUsage ? [{ ...base, choices: [], usage: whole['usage'] ?? null }] : []),
  ];
}

/** Eight numbers in [-1, 1), derived from the text. */
function vector(text: string): readonly number[] {
  const bytes = createHash('sha256').update(text).digest();
  return Array.from({ length: 8 }, (_, at) => bytes.readInt16BE(at * 2) / 32_768);
}

export function embeddings(body: JsonObject): JsonObject {
  const { input } = body;
  const texts = (Array.isArray(input) ? (input as readonly Json[]) : [input ?? '']).map((item) =>
    typeof item === 'string' ? item : JSON.stringify(item),
  );
  const base64 = body['encoding_format'] === 'base64';
  const encode = (numbers: readonly number[]): Json =>
    base64 ? Buffer.from(Float32Array.from(numbers).buffer).toString('base64') : numbers;
  const used = texts.reduce((sum, text) => sum + tokens(text), 0);
  return {
    object: 'list',
    model: modelOf(body),
    data: texts.map((text, index) => ({ object: 'embedding', index, embedding: encode(vector(text)) })),
    usage: { prompt_tokens: used, total_tokens: used },
  };
}

export function modelResponse(body: JsonObject): JsonObject {
  const { input } = body;
  const items = Array.isArray(input) ? (input as readonly Json[]).filter(isObject) : [];
  const asked = typeof input === 'string' ? input : textOf(items.at(-1)?.['content']);
  const text = replyTo(asked);
  const id = digest(body).slice(0, 24);
  const usage = { input_tokens: tokens(asked), output_tokens: tokens(text) };
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: createdS,
    status: 'completed',
    model: modelOf(body),
    output: [
      {
        id: `msg_${id}`,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: { ...usage, total_tokens: usage.input_tokens + usage.output_tokens },
  };
}

/** OpenAI's shape of an error. */
export function apiError(message: string, type: string, code: string | null): JsonObject {
  return { error: { message, type, param: null, code } };
}
