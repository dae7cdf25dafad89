/** A request that the demo's policy holds for people: its answer may be long, and dear. */
import type { HeldExample } from './run-file.js';

export const heldExample = (model: string): HeldExample => ({
  connection: 'openai',
  method: 'POST',
  path: '/v1/chat/completions',
  body: { model, max_tokens: 5000, messages: [{ role: 'user', content: 'Tell me everything about forts.' }] },
});
