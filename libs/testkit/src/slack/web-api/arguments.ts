/** The arguments of a call, from a form as web-api sends it or from JSON. */
import { isObject, parseObject, type Json, type JsonObject } from '../../provider/json.js';

/** Arguments that are JSON inside the form. In a JSON body they may be either. */
const nested = new Set(['blocks', 'view', 'attachments', 'metadata']);

function read(name: string, value: Json): Json {
  if (!nested.has(name) || typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch (error) {
    // What is no JSON stays a text; the method says what it thinks of it.
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

const readAll = (held: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(held).map(([name, value]) => [name, read(name, value)]));

/** The error is the one that Slack answers for a body that it cannot read. */
export function argumentsOf(
  contentType: string | undefined,
  body: Buffer,
): JsonObject | 'invalid_json' | 'invalid_post_type' {
  if (body.length === 0) return {};
  const kind = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (kind === 'application/x-www-form-urlencoded')
    return readAll(Object.fromEntries(new URLSearchParams(body.toString())));
  if (kind !== 'application/json') return 'invalid_post_type';
  const parsed = parseObject(body);
  return isObject(parsed) ? readAll(parsed) : 'invalid_json';
}
