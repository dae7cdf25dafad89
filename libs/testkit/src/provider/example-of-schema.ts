/** A value that obeys a JSON Schema, made from what the user said: arguments of tools and structured output. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from './json.js';

/** Schemas may point at themselves. */
const depthMax = 12;

const texts: Readonly<Record<string, string>> = {
  date: '2026-01-05',
  'date-time': '2026-01-05T12:00:00Z',
  time: '12:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
};

function resolved(schema: JsonObject, root: JsonObject): JsonObject {
  const reference = stringOf(schema['$ref']);
  if (!reference.startsWith('#/')) return schema;
  let at: Json | undefined = root;
  for (const name of reference.slice(2).split('/')) {
    at = isObject(at) ? at[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isObject(at) ? at : {};
}

function numberFor(schema: JsonObject, prompt: string): number {
  const { minimum, maximum, exclusiveMinimum } = schema;
  const said = Number(/-?\d+(?:\.\d+)?/u.exec(prompt)?.[0] ?? 1);
  const least =
    typeof minimum === 'number'
      ? minimum
      : typeof exclusiveMinimum === 'number'
        ? exclusiveMinimum + 1
        : said;
  const most = typeof maximum === 'number' ? maximum : said;
  const value = Math.min(Math.max(said, least), Math.max(most, least));
  return schema['type'] === 'integer' ? Math.trunc(value) : value;
}

/** Texts are the user's own words; what the schema fixes is as it says; numbers are the first one the user said. */
export function exampleOf(schema: JsonObject, prompt: string, root: JsonObject = schema, depth = 0): Json {
  const own = resolved(schema, root);
  if ('const' in own) return own['const'] ?? null;
  const { enum: allowed, type } = own;
  if (Array.isArray(allowed)) {
    const named = (allowed as readonly Json[]).find((one) => typeof one === 'string' && prompt.includes(one));
    return named ?? (allowed as readonly Json[])[0] ?? null;
  }
  const options = [...objectsOf(own['anyOf']), ...objectsOf(own['oneOf']), ...objectsOf(own['allOf'])];
  const option = options.find((one) => one['type'] !== 'null');
  if (option !== undefined) return exampleOf(option, prompt, root, depth + 1);
  const types = Array.isArray(type) ? (type as readonly Json[]) : [type];
  const kind = types.find((one) => one !== 'null') ?? (isObject(own['properties']) ? 'object' : 'string');
  switch (kind) {
    case 'object': {
      const { properties } = own;
      if (!isObject(properties) || depth > depthMax) return {};
      return Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [
          name,
          isObject(inner) ? exampleOf(inner, prompt, root, depth + 1) : null,
        ]),
      );
    }
    case 'array':
      return isObject(own['items']) && depth <= depthMax
        ? [exampleOf(own['items'], prompt, root, depth + 1)]
        : [];
    case 'integer':
    case 'number':
      return numberFor({ ...own, type: kind }, prompt);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default: {
      const { maxLength } = own;
      const text = texts[stringOf(own['format'])] ?? prompt;
      return typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
    }
  }
}
