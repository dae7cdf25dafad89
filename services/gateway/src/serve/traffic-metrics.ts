/** Figures of the data path, rendered from plain counters when they are asked for. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Door } from '../protocols/http/door.js';

/** Upper bounds in seconds; the promise is half a millisecond at the median. */
const addedBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1];

/** The histogram of what the gateway adds before a request is forwarded; observed on the data path. */
export function addedLatency(registry: Registry): (seconds: number) => void {
  const histogram = new Histogram({
    name: 'sallyport_gateway_added_seconds',
    help: 'From the last header of a request until it is forwarded, recording included, in seconds.',
    buckets: addedBuckets,
    registers: [registry],
  });
  return (seconds) => histogram.observe(seconds);
}

export function trafficMetrics(registry: Registry, door: Door): void {
  const { counters } = door;
  const registers = [registry];
  new Counter({
    name: 'sallyport_gateway_requests_total',
    help: 'Completed requests by connection, outcome and class of the status.',
    labelNames: ['connection', 'outcome', 'status'],
    registers,
    collect() {
      this.reset();
      for (const { connection, outcome, statusClass, count } of counters.completed()) {
        this.inc({ connection, outcome, status: statusClass }, count);
      }
    },
  });
  new Counter({
    name: 'sallyport_gateway_refused_total',
    help: 'Requests that were not forwarded, by error code.',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset();
      for (const [code, count] of counters.refused) this.inc({ code }, count);
    },
  });
  new Counter({
    name: 'sallyport_gateway_tokens_total',
    help: 'Tokens as the services counted them: input, output, and of these cached and reasoning.',
    labelNames: ['connection', 'tokens'],
    registers,
    collect() {
      this.reset();
      for (const [connection, { input, output, cached, reasoning }] of counters.used()) {
        for (const [kind, count] of Object.entries({ input, output, cached, reasoning })) {
          this.inc({ connection, tokens: kind }, count);
        }
      }
    },
  });
  new Counter({
    name: 'sallyport_gateway_cost_total',
    help: 'What tokens cost by the price table of the document, in units of the currency.',
    labelNames: ['connection', 'currency'],
    registers,
    collect() {
      this.reset();
      for (const [connection, { costs }] of counters.used()) {
        for (const [currency, micros] of costs) this.inc({ connection, currency }, micros / 1e6);
      }
    },
  });
  new Counter({
    name: 'sallyport_gateway_masked_total',
    help: 'Values masked in requests and answers, by kind and by what was done; action record: in the record alone.',
    labelNames: ['connection', 'found', 'action'],
    registers,
    collect() {
      this.reset();
      for (const [connection, kinds] of counters.masked()) {
        for (const [found, actions] of kinds) {
          for (const [action, count] of actions) this.inc({ connection, found, action }, count);
        }
      }
    },
  });
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['sallyport_gateway_in_flight', 'Requests being worked on.', () => counters.inFlight],
    ['sallyport_gateway_held_requests', 'Requests that wait for people.', () => door.held.size],
    ['sallyport_gateway_held_bytes', 'Bodies of requests that wait for people.', () => door.held.bytes],
    [
      'sallyport_gateway_control_silent_seconds',
      'Since the approval service was last heard; 0 where none is configured.',
      () => (door.control?.silentMs() ?? 0) / 1000,
    ],
    ['sallyport_gateway_live_sessions', 'Sessions this replica serves.', () => door.sessions.live.size],
    ['sallyport_gateway_request_bytes', 'Bytes of request bodies passed on.', () => counters.requestBytes],
    ['sallyport_gateway_response_bytes', 'Bytes of response bodies received.', () => counters.responseBytes],
    [
      'sallyport_gateway_completions_late',
      'Completions recorded later than at once.',
      () => counters.completionsLate,
    ],
    [
      'sallyport_gateway_events_lost',
      'Events of refusals and ended sessions not recorded.',
      () => counters.eventsLost,
    ],
  ];
  for (const [name, help, value] of gauges) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
}
