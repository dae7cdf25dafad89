import { EventRecord } from '@sallyport/contracts/event-codec';
import {
  AlertKind,
  AlertRaised,
  Decision,
  Outcome,
  RequestCompleted,
  RequestReceived,
  RequestRefused,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { describe, expect, it } from 'vitest';
import { eventView } from './event-view.js';

const viewOf = (body: NonNullable<EventRecord['body']>) =>
  eventView({
    ...EventRecord.fromPartial({
      envelope: { id: 'e', session: 's', producer: { replica: 'g', bootEpoch: 'b', sequence: 1 } },
    }),
    body,
  });
const always = ['id', 'type', 'time', 'session', 'requestId', 'replica', 'producer', 'requestBytes'];

describe('the view of an event', () => {
  it('says what a request asks for, what was masked and who else would have objected', () => {
    const value = RequestReceived.fromPartial({
      requestId: 'r',
      verdict: {
        decision: Decision.ALLOW,
        rule: 'agents',
        sentence: 'Fine.',
        monitored: [{ rule: 'no-night', action: 'deny', reasons: ['OUTSIDE_HOURS'] }],
      },
      operation: { dialect: 'openai-chat', kinds: ['chat'], model: 'gpt-4o', streaming: true },
      masked: [
        { kind: 'email', action: 'redact', position: 'user', count: 2, places: [{ start: 4, end: 9 }] },
      ],
    });
    expect(viewOf({ $case: 'requestReceived', value })).toMatchObject({
      verdict: {
        sentence: 'Fine.',
        monitored: [{ rule: 'no-night', action: 'deny', reasons: ['OUTSIDE_HOURS'] }],
      },
      operation: { dialect: 'openai-chat', kinds: ['chat'], model: 'gpt-4o', streaming: true },
      masked: [
        {
          ...{ kind: 'email', action: 'redact', position: 'user', count: 2 },
          places: [{ text: 0, start: 4, end: 9 }],
        },
      ],
    });
    const refused = RequestRefused.fromPartial({ operation: { graphs: ['triage'], hiddenHistory: true } });
    expect(viewOf({ $case: 'requestRefused', value: refused }).operation).toEqual({
      dialect: '',
      kinds: [],
      graphs: ['triage'],
      hiddenHistory: true,
    });
  });

  it('says what an answer cost, and what became of its tool calls', () => {
    const value = RequestCompleted.fromPartial({
      outcome: Outcome.ANSWERED,
      usage: { inputTokens: 12, outputTokens: 0, model: 'gpt-4o' },
      cost: { currency: 'EUR', micros: 34 },
      answerVerdict: { decision: Decision.DENY, reasons: ['EXFILTRATION'] },
      toolCalls: [{ tool: 'drop', callId: 'c', verdict: { decision: Decision.HOLD, rule: 'ask' } }],
      toolCallCount: 65,
    });
    expect(viewOf({ $case: 'requestCompleted', value })).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 0, model: 'gpt-4o' },
      cost: { currency: 'EUR', micros: 34 },
      answerVerdict: { decision: 'deny', reasons: ['EXFILTRATION'] },
      toolCalls: [{ tool: 'drop', callId: 'c', verdict: { decision: 'hold', rule: 'ask' } }],
      toolCallCount: 65,
    });
  });

  it('names alerts', () => {
    const value = AlertRaised.fromPartial({
      requestId: 'r',
      kind: AlertKind.DETECTOR_FAILED,
      detector: 'email',
    });
    expect(viewOf({ $case: 'alertRaised', value })).toMatchObject({
      type: 'alert.raised',
      alert: { kind: 'detector-failed', reasons: [], detector: 'email' },
    });
  });

  it('of events written before there was any of that says nothing of it', () => {
    const received = viewOf({ $case: 'requestReceived', value: RequestReceived.fromPartial({}) });
    expect(Object.keys(received).sort()).toEqual([...always].sort());
    const completed = viewOf({ $case: 'requestCompleted', value: RequestCompleted.fromPartial({}) });
    expect(Object.keys(completed).sort()).toEqual(
      [...always, 'status', 'outcome', 'responseBytes', 'timings'].sort(),
    );
  });
});
