// The loop of every client program: a line of JSON asks for a case, a line of JSON tells what came of it.
import { createInterface } from 'node:readline';

/** An error's message can hold a whole page of HTML. */
const messageCharsMax = 600;

/** All that went wrong, one behind the other: libraries wrap the errors of the library below. */
function* causes(error) {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause ?? at.lastError, depth++)
    yield at;
}

/**
 * `kindOf(error)` says `permission`, `authentication` or `api` of an error that the library knows, else nothing. `cases`
 * are functions of what is asked.
 */
export async function serve(cases, kindOf) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, name, ...asked } = JSON.parse(line);
    let told;
    try {
      const run = cases[name];
      if (run === undefined) throw new TypeError(`there is no case ${name}`);
      told = { id, ok: true, value: (await run(asked)) ?? null };
    } catch (error) {
      const kind = [...causes(error)].map(kindOf).find((one) => one !== undefined) ?? 'other';
      const message = String(error?.message ?? error).slice(0, messageCharsMax);
      told = { id, ok: false, error: { kind, name: error?.constructor?.name ?? typeof error, message } };
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
  process.exit(0);
}

/** For libraries whose errors are classes. */
export function kinds({ PermissionDeniedError, AuthenticationError, APIError }) {
  return (error) =>
    error instanceof PermissionDeniedError
      ? 'permission'
      : error instanceof AuthenticationError
        ? 'authentication'
        : error instanceof APIError
          ? 'api'
          : undefined;
}

export const city = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
/** Calls whose arguments came as JSON text. */
export const callsOf = (calls) =>
  calls.map(({ name, arguments: text }) => ({ name, arguments: JSON.parse(text) }));
