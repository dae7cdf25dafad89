/** What a chat service's answer says, whole or streamed: the same however it is written. */

export interface Said {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finish: string | undefined;
  /** Tokens counted in it, as the client sees them. */
  readonly tokens: number | undefined;
}

interface Message {
  readonly content?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
}

interface Chunk {
  readonly choices?: readonly {
    readonly message?: Message;
    readonly delta?: Message;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly total_tokens: number } | null;
}

const DATA = 'data: ';
const DONE = '[DONE]';

export function saidIn(body: string): Said {
  const isStream = body.startsWith(DATA);
  const lines = body.split('\n').filter((line) => line.startsWith(DATA));
  const documents = isStream ? lines.map((line) => line.slice(DATA.length)) : [body];
  if (isStream && documents.pop() !== DONE) throw new Error(`a stream without its end: ${body.slice(-200)}`);
  let text = '';
  let finish: string | undefined;
  let tokens: number | undefined;
  const calls: { name: string; arguments: string }[] = [];
  for (const document of documents) {
    const { choices = [], usage } = JSON.parse(document) as Chunk;
    for (const { message, delta, finish_reason: reason } of choices) {
      const { content, tool_calls: parts = [] } = message ?? delta ?? {};
      text += content ?? '';
      finish = reason ?? finish;
      for (const [position, part] of parts.entries()) {
        const call = (calls[part.index ?? position] ??= { name: '', arguments: '' });
        call.name += part.function?.name ?? '';
        call.arguments += part.function?.arguments ?? '';
      }
    }
    tokens = usage?.total_tokens ?? tokens;
  }
  return { text, calls, finish, tokens };
}
