/** What of AI traffic can be searched and summed: read once from what an event says of an operation and its answer. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import type {
  Cost,
  MaskedKind,
  Operation,
  Usage,
} from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { AlertKind } from '@sallyport/contracts/generated/sallyport/events/v1/request';

export interface TrafficFacts {
  /** Empty where none is named. */
  readonly model: string;
  readonly dialect: string;
  /** What is asked for, such as `chat`. */
  readonly operations: readonly string[];
  readonly graphs: readonly string[];
  readonly toolsOffered: readonly string[];
  /** Called in earlier turns. */
  readonly toolsCalled: readonly string[];
  /** Called by the answer. */
  readonly toolsAnswered: readonly string[];
  /** Kinds of what was masked, each once. */
  readonly masked: readonly string[];
  /** Values that were masked. */
  readonly maskedCount: number;
  readonly alert: AlertKind;
  readonly usage: Usage | undefined;
  readonly cost: Cost | undefined;
}

/** Of events that say nothing of it: most of them, and all that were written before there was any. */
export const noTrafficFacts: TrafficFacts = Object.freeze({
  model: '',
  dialect: '',
  operations: [],
  graphs: [],
  toolsOffered: [],
  toolsCalled: [],
  toolsAnswered: [],
  masked: [],
  maskedCount: 0,
  alert: AlertKind.UNSPECIFIED,
  usage: undefined,
  cost: undefined,
});

export function trafficFacts(body: NonNullable<EventRecord['body']>): TrafficFacts {
  switch (body.$case) {
    case 'requestReceived': {
      const { operation, masked } = body.value;
      if (operation === undefined && masked.length === 0) return noTrafficFacts;
      return { ...noTrafficFacts, ...asked(operation), ...maskedFacts(masked) };
    }
    case 'requestRefused':
      return body.value.operation === undefined
        ? noTrafficFacts
        : { ...noTrafficFacts, ...asked(body.value.operation) };
    case 'requestCompleted': {
      const { usage, cost, masked, toolCalls } = body.value;
      if (usage === undefined && cost === undefined && masked.length === 0 && toolCalls.length === 0) {
        return noTrafficFacts;
      }
      return {
        ...noTrafficFacts,
        ...maskedFacts(masked),
        model: usage?.model ?? '',
        toolsAnswered: distinct(toolCalls.map((call) => call.tool)),
        usage,
        cost,
      };
    }
    case 'alertRaised':
      return { ...noTrafficFacts, alert: body.value.kind };
    default:
      return noTrafficFacts;
  }
}

function asked(operation: Operation | undefined): Partial<TrafficFacts> {
  if (operation === undefined) return {};
  const { model, dialect, kinds, graphs, toolsOffered, toolsCalled } = operation;
  return {
    model,
    dialect,
    operations: kinds,
    graphs,
    toolsOffered,
    toolsCalled: distinct(toolsCalled),
  };
}

function maskedFacts(masked: readonly MaskedKind[]): Pick<TrafficFacts, 'masked' | 'maskedCount'> {
  return {
    masked: distinct(masked.map(({ kind }) => kind)),
    maskedCount: masked.reduce((sum, { count }) => sum + count, 0),
  };
}

const distinct = (names: readonly string[]): readonly string[] =>
  names.length < 2 ? names : [...new Set(names)];
