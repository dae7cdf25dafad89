/** The words that a stream of chat chunks (OpenAI's `chat.completion.chunk` as server-sent events) makes up. */
import { createParser } from 'eventsource-parser';
import { z } from 'zod';

const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).optional() })),
});

/** Undefined when the text is no such stream, or says something besides words (tool calls). */
export function streamedWords(text: string): string | undefined {
  if (!text.startsWith('data: {') || text.includes('"tool_calls"')) return undefined;
  const frames: unknown[] = [];
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') frames.push(parsed(data));
    },
  });
  parser.feed(text.endsWith('\n\n') ? text : `${text}\n\n`);
  const read = z.array(chunk).safeParse(frames);
  return read.success ? read.data.map(({ choices }) => choices[0]?.delta?.content ?? '').join('') : undefined;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
