import { describe, expect, it } from 'vitest';
import { colours } from './colours.js';
import { TimelineTeller } from './timeline.js';
import { eventView } from './views.js';

const told = (event: object, full = false): readonly string[] =>
  new TimelineTeller({ colours: colours(false), full, columns: 120 }).lines(
    eventView.parse({
      ...{ id: '2', type: 'request.completed', time: 't', requestId: 'r1', status: 101, outcome: 'answered' },
      ...event,
    }),
  );
const lines = (...messages: readonly object[]) => {
  const text = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  return { size: text.length, recorded: 'text', text, sha256: 'ab' };
};

describe('what a WebSocket carried', () => {
  it('is told as messages, each way', () => {
    const request = lines({ id: 1, method: 'run.input' }, { id: 2, method: 'run.input' });
    const response = lines({ type: 'success', id: 1 });
    const said = told({ request, response }).join('\n');
    expect(said).toContain(`2 messages from the client, ${request.size} bytes:`);
    expect(said).toContain(`1 message to the client, ${response.size} bytes:`);
    expect(said).not.toContain('response,');
  });

  it('tells what the gateway said itself, of which nothing came', () => {
    const response = lines({ type: 'error', id: 1, message: 'No.' });
    const recordedSize = response.size;
    expect(told({ response: { ...response, size: 0, recordedSize } })[1]).toContain(
      `1 message to the client, 0 bytes came, ${recordedSize} are recorded:`,
    );
  });

  it('counts no messages where it cannot tell them apart', () => {
    const text = '{\n"a":1}\n';
    const response = { size: text.length, recorded: 'text', text };
    expect(told({ response })[1]).toContain(`messages to the client, ${text.length} bytes:`);
    const cut = { ...lines({ a: 1 }), truncated: true };
    expect(told({ response: cut })[1]).toContain('messages to the client, 8 bytes:');
    expect(told({ response: { size: 70_000, recorded: 'too-long' } })[1]).toContain(
      'messages to the client, 70000 bytes: too long to show',
    );
  });

  it('of another answer is a response, with what is recorded of it', () => {
    const response = { ...lines({ to: '[EMAIL]' }), recordedSize: 17, size: 25 };
    expect(told({ status: 200, response })[1]).toContain('response, 25 bytes came, 17 are recorded:');
  });
});
