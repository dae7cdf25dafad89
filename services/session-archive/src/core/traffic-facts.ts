/** What of AI traffic can be searched and summed: read once from what an event says of an operation and its answer. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import type {
  Cost,
  MaskedKind,
  Operation,
  Usage,
} from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { AlertKind } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Claimed } from '@sallyport/contracts/generated/sallyport/events/v1/request';

export interface TrafficFacts {
  /** Empty where none is named. */
  readonly model: string;
  readonly dialect: string;
  /** What is asked for, such as `chat`. */
  readonly operations: readonly string[];
  /** Of its runs; the graph that the client says it is part of, which nobody verified. */
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
      const { operation, claimed, masked } = body.value;
      if (operation === undefined && !claimed?.graph && masked.length === 0) return noTrafficFacts;
      return { ...noTrafficFacts, ...asked(operation, claimed), ...maskedFacts(masked) };
    }
    case 'requestPart': {
      const { operation, masked } = body.value;
      if (operation === undefined && masked.length === 0) return noTrafficFacts;
      return { ...noTrafficFacts, ...asked(operation, undefined), ...maskedFacts(masked) };
    }
    case 'requestRefused': {
      const { operation, claimed } = body.value;
      if (operation === undefined && !claimed?.graph) return noTrafficFacts;
      return { ...noTrafficFacts, ...asked(operation, claimed) };
    }
    case 'requestCompleted': {
      const { usage, cost, masked, toolCalls } = body.value;
      if (usage === undefined && cost === undefined && masked.length === 0 && toolCalls.length === 0) {
        return noTrafficFacts;
      }
      return {
        ...noTrafficFacts,
        ...maskedFacts(masked),
        model: usage?.model ?? '',
        toolsAnswered: names(toolCalls.map((call) => call.tool)),
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

function asked(operation: Operation | undefined, claimed: Claimed | undefined): Partial<TrafficFacts> {
  const graphs = names([...(operation?.graphs ?? []), ...(claimed?.graph ? [claimed.graph] : [])]);
  if (operation === undefined) return { graphs };
  const { model, dialect, kinds, toolsOffered, toolsCalled } = operation;
  return {
    ...{ model, dialect, graphs },
    operations: kinds,
    toolsOffered: names(toolsOffered),
    toolsCalled: names(toolsCalled),
  };
}

function maskedFacts(masked: readonly MaskedKind[]): Pick<TrafficFacts, 'masked' | 'maskedCount'> {
  return {
    masked: names(masked.map(({ kind }) => kind)),
    maskedCount: masked.reduce((sum, { count }) => sum + count, 0),
  };
}

/** What ends a list that was cut, such as `(3 more)`, is no name. */
const CUT = /^\(\d+ more\)$/;

/** Each name once. */
const names = (all: readonly string[]): readonly string[] =>
  all.length === 0 ? all : [...new Set(all.filter((name) => !CUT.test(name)))];
