/** Requests that a row which judges must refuse: they show that its rules really run. */
import { callAnswer, chatAnswer } from './chat-answer.js';
import { allowedModel, chatRequest } from './chat-request.js';
import type { Turn } from './exchanges.js';

/** Stands on deny lists of the rows that have one, and in no other traffic. */
export const forbiddenWord = 'bluebird';
export const forbiddenTool = 'delete_customer';

export const probeNames = ['word asked', 'word answered', 'tool called', 'tool offered', 'model'] as const;
export type ProbeName = (typeof probeNames)[number];

const PROBE_SEED = 9900;
const KB = 1024;

function probe(index: number, change: (body: string) => string, answer?: (seed: number) => string): Turn {
  const seed = PROBE_SEED + index;
  const asked = chatRequest({ seed, bytes: KB, isStream: false, sensitiveMessages: 0 });
  const answered = answer?.(seed) ?? chatAnswer(seed, KB, 0);
  return { seed, requestBody: change(asked), answer: answered, gapMs: 0 };
}

const unchanged = (body: string): string => body;

/** The word at the end of the last message. */
const spoken = (body: string): string => body.replace('"}],"tools"', ` ${forbiddenWord}"}],"tools"`);

export const probes: Readonly<Record<ProbeName, Turn>> = {
  'word asked': probe(0, spoken),
  'word answered': probe(1, unchanged, (seed) =>
    chatAnswer(seed, KB, 0).replace('"content":"', `"content":"The ${forbiddenWord}. `),
  ),
  'tool called': probe(2, unchanged, (seed) =>
    callAnswer(seed, { name: forbiddenTool, arguments: '{"id":"7"}' }),
  ),
  'tool offered': probe(3, (body) => body.replace('"name":"search_orders"', '"name":"run_shell"')),
  model: probe(4, (body) => body.replace(`"${allowedModel}"`, '"gpt-5-pro"')),
};
