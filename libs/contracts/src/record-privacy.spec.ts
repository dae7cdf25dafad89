/** A record holds no body and nothing personal: what does belongs into a payload, which can be erased. */
import { expect, it } from 'vitest';
import { fieldsOf, type MessageName } from './classification.js';

/** Every message that can stand in a record, reached from it by its fields. */
function reachable(message: MessageName, found = new Set<MessageName>()): Set<MessageName> {
  if (found.has(message)) return found;
  found.add(message);
  for (const { message: inner } of Object.values(fieldsOf(message))) if (inner) reachable(inner, found);
  return found;
}

it('lets no personal or secret field into a record', () => {
  const messages = reachable('sallyport.events.v1.Record');
  expect([...messages]).toEqual(
    expect.arrayContaining(
      [
        'Envelope',
        'HttpTarget',
        'Operation',
        'MaskedPlace',
        'Monitored',
        'Usage',
        'Cost',
        'JudgedCall',
        'AlertRaised',
      ].map((name) => `sallyport.events.v1.${name}`),
    ),
  );
  const fields = [...messages].flatMap((message) =>
    Object.entries(fieldsOf(message)).map(([name, row]) => ({ field: `${message}.${name}`, ...row })),
  );
  expect(fields.length).toBeGreaterThan(140);
  const forbidden = fields.filter(({ classification }) => !['public', 'internal'].includes(classification));
  expect(forbidden).toEqual([]);
});
