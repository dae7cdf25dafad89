import {
  AlertRaised,
  RequestCompleted,
  RequestPart,
  RequestReceived,
  RequestRefused,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { describe, expect, it } from 'vitest';
import { noTrafficFacts, trafficFacts } from './traffic-facts.js';

describe('the facts of AI traffic', () => {
  it('are names, each once, without the mark of a list that was cut', () => {
    const value = RequestReceived.fromPartial({
      operation: {
        ...{ model: 'm', kinds: ['chat'], graphs: ['triage', 'triage'] },
        ...{ toolsOffered: ['a', 'b', '(30 more)'], toolsCalled: ['a', 'a'] },
      },
      claimed: { graph: 'outer', node: 'plan' },
      masked: [
        { kind: 'email', count: 2 },
        { kind: 'email', count: 3 },
      ],
    });
    expect(trafficFacts({ $case: 'requestReceived', value })).toMatchObject({
      ...{ model: 'm', operations: ['chat'], graphs: ['triage', 'outer'] },
      ...{ toolsOffered: ['a', 'b'], toolsCalled: ['a'], masked: ['email'], maskedCount: 5 },
    });
  });

  it('of a command of a socket are in its part; of other parts there are none', () => {
    const value = RequestPart.fromPartial({
      operation: { dialect: 'langgraph', kinds: ['graph-run'], graphs: ['triage'] },
      masked: [{ kind: 'email', count: 1 }],
    });
    expect(trafficFacts({ $case: 'requestPart', value })).toMatchObject({
      ...{ operations: ['graph-run'], graphs: ['triage'], masked: ['email'], maskedCount: 1 },
    });
    expect(trafficFacts({ $case: 'requestPart', value: RequestPart.fromPartial({}) })).toBe(noTrafficFacts);
  });

  it('of a refusal are what it asked for; of an answer its tools, of which the first are named', () => {
    const refused = RequestRefused.fromPartial({ operation: { dialect: 'http' }, claimed: { graph: 'g' } });
    expect(trafficFacts({ $case: 'requestRefused', value: refused })).toMatchObject({
      ...{ dialect: 'http', graphs: ['g'], masked: [] },
    });
    const completed = RequestCompleted.fromPartial({ toolCalls: [{ tool: 'pay' }], toolCallCount: 70 });
    expect(trafficFacts({ $case: 'requestCompleted', value: completed }).toolsAnswered).toEqual(['pay']);
  });

  it('of events that say nothing of it are one object', () => {
    for (const body of [
      { $case: 'requestReceived', value: RequestReceived.fromPartial({}) },
      { $case: 'requestRefused', value: RequestRefused.fromPartial({}) },
      { $case: 'requestCompleted', value: RequestCompleted.fromPartial({}) },
    ] as const) {
      expect(trafficFacts(body)).toBe(noTrafficFacts);
    }
    expect(trafficFacts({ $case: 'alertRaised', value: AlertRaised.fromPartial({ kind: 2 }) }).alert).toBe(2);
  });
});
