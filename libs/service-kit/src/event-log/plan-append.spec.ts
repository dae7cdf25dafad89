/** What an append refuses, and how it is shared out. */
import { topicRow } from '@sallyport/contracts/topics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogMessage } from './event-log.js';
import { messageBytes, planAppend } from './plan-append.js';

const topic = 'sallyport.traffic.v1';
const message = (key: string, text: string): LogMessage => ({ key, value: Buffer.from(text), headers: {} });

describe('planAppend', () => {
  it('keeps every message once, in order within its key, partitions rising', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')), (keys) => {
        const messages = keys.map((key, n) => message(key, String(n + 1)));
        const plan = planAppend(topic, messages);
        expect([...plan.values()].flat()).toHaveLength(messages.length);
        expect([...plan.keys()]).toEqual([...plan.keys()].sort((a, b) => a - b));
        for (const list of plan.values()) {
          const order = list.map(({ value }) => Number(Buffer.from(value).toString()));
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('counts key, headers and value against the limit of the topic', () => {
    const headers = { name: 'text' };
    const { messageBytesMax } = topicRow(topic);
    const room = messageBytesMax - 'key'.length - 'nametext'.length;
    const largest = { key: 'key', headers, value: Buffer.alloc(room) };
    expect(messageBytes(largest)).toBe(messageBytesMax);
    expect(planAppend(topic, [largest]).size).toBe(1);
    const over = { ...largest, value: Buffer.alloc(room + 1) };
    expect(() => planAppend(topic, [over])).toThrow(
      `${messageBytesMax + 1} bytes; the limit of ${topic} is ${messageBytesMax}`,
    );
    expect(topicRow(`${topic}.dlq`).messageBytesMax).toBeGreaterThan(messageBytesMax);
    expect(planAppend(`${topic}.dlq`, [over]).size).toBe(1);
  });

  it('refuses topics that are not in the table and messages without bytes, except dead letters', () => {
    const empty = message('key', '');
    expect(() => planAppend('sallyport.trafic.v1', [message('key', 'x')])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TOPIC' }),
    );
    expect(() => planAppend('constructor', [message('key', 'x')])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TOPIC' }),
    );
    expect(() => planAppend(topic, [empty])).toThrow(expect.objectContaining({ code: 'MESSAGE_EMPTY' }));
    expect(planAppend(`${topic}.dlq`, [empty]).size).toBe(1);
  });
});
