// An OpenAI client as anyone writes it; only its base URL and its key point at the gateway.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const runFile = process.argv[2] ?? new URL('../../../.sallyport/run.json', import.meta.url);
const { connections, identities, mode } = JSON.parse(readFileSync(runFile, 'utf8'));

const { baseUrl } = connections.openai ?? Object.values(connections)[0];

const client = new OpenAI({ baseURL: baseUrl, apiKey: identities.agent.token });
const stream = await client.chat.completions.create({
  model: mode === 'openai' ? 'gpt-4o-mini' : 'demo-small',
  messages: [{ role: 'user', content: 'Say hello to the guard at the door.' }],
  stream: true,
});
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
process.stdout.write('\n');
