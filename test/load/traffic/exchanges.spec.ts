import { compileDetectors } from '@sallyport/masking/engine/compile-detectors';
import { sections } from '@sallyport/masking/detectors/sections';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskText } from '@sallyport/masking/mask';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { describe, expect, it } from 'vitest';
import { saidIn } from '../measure/said.js';
import { deltaCount } from './chat-stream.js';
import { chatPath, exchanges } from './exchanges.js';
import type { ExchangeName } from './exchanges.js';
import { probeNames, probes } from './probes.js';
import { holdsSensitive, redacted } from './sensitive.js';

const target = { method: 'POST', path: chatPath, query: '' };
const plan: MaskPlan = {
  engine: compileDetectors(sections.flatMap(({ rows }) => rows)),
  actionOf: () => ({ kind: 'redact' }),
  keys: {},
};

describe('the traffic of the bench', () => {
  it.each([
    ['json', 1],
    ['sse', 1],
    ['10 KB', 10],
    ['100 KB', 100],
    ['1 MB', 1024],
  ] as const)('%s asks %i KB', (name, kb) => {
    for (const { requestBody } of exchanges[name].turns)
      expect(Buffer.byteLength(requestBody)).toBe(kb * 1024);
  });

  it.each(['json', 'sse', '10 KB'] satisfies ExchangeName[])('%s is what the dialect reads', (name) => {
    for (const { requestBody } of exchanges[name].turns) {
      const read = openaiChat.readRequest(target, Buffer.from(requestBody), 'application/json');
      expect(read.kind).toBe('read');
    }
  });

  it('answers in 1 KB, about', () => {
    const lengths = exchanges.json.turns.map(({ answer }) => Buffer.byteLength(answer));
    expect(lengths.filter((length) => length === 1024)).toHaveLength(9);
    expect(Math.max(...lengths)).toBeLessThan(1200);
  });

  it('has one sensitive turn in ten, and detectors find exactly what it says they find', () => {
    for (const name of ['json', 'sse'] as const) {
      const { turns } = exchanges[name];
      expect(turns.filter(({ requestBody }) => holdsSensitive(requestBody))).toHaveLength(1);
      expect(turns.filter(({ answer }) => holdsSensitive(saidIn(answer).text))).toHaveLength(1);
      for (const { requestBody, answer } of turns) {
        const { messages } = JSON.parse(requestBody) as { messages: { content: string }[] };
        for (const text of [...messages.map(({ content }) => content), saidIn(answer).text]) {
          expect(maskText(plan, text).sent).toBe(redacted(text));
        }
      }
    }
  });

  it('streams fifty deltas, one turn with a call in many pieces', () => {
    for (const { frames } of exchanges.sse.turns) expect(frames?.deltas.length).toBe(deltaCount);
    const calls = exchanges.sse.turns.flatMap(({ answer }) => saidIn(answer).calls);
    expect(calls.map(({ name }) => name)).toEqual(['search_orders']);
    expect(JSON.parse(calls[0]?.arguments ?? '')).toHaveProperty('words');
  });

  it('has probes that differ from its turns', () => {
    for (const name of probeNames) expect(JSON.parse(probes[name].requestBody)).toHaveProperty('seed');
    expect(probes['tool offered'].requestBody).toContain('run_shell');
    expect(probes['word asked'].requestBody).toContain('bluebird');
    expect(probes['word answered'].answer).toContain('bluebird');
    expect(probes.model.requestBody).toContain('gpt-5-pro');
  });
});
