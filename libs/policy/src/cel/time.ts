/** `time`: when a request came, in UTC or in a time zone that a condition names. */

/** Building a formatter takes some 50 µs, asking one 2 µs: one per zone, and its last minute is remembered. */
interface Zone {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  parts: LocalParts | undefined;
}

const MINUTE_MS = 60_000;

/** Fields that conditions may read. */
export class Time {
  readonly #ms: number;
  readonly #zones: Map<string, Zone>;
  readonly #local: {
    readonly hour: number;
    readonly minute: number;
    readonly weekday: number;
    readonly date: string;
  };

  constructor(ms: number, zones: Map<string, Zone>, local?: LocalParts) {
    this.#ms = ms;
    this.#zones = zones;
    this.#local = local ?? utcParts(ms);
  }

  /** 0 to 23. */
  get hour(): bigint {
    return BigInt(this.#local.hour);
  }
  get minute(): bigint {
    return BigInt(this.#local.minute);
  }
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  get weekday(): bigint {
    return BigInt(this.#local.weekday);
  }
  /** `2026-01-31`. */
  get date(): string {
    return this.#local.date;
  }
  /** Seconds since 1970. */
  get unix(): bigint {
    return BigInt(Math.floor(this.#ms / 1000));
  }

  /** The same moment on the clocks of a zone. @throws RangeError for a zone that does not exist */
  at(name: string): Time {
    let zone = this.#zones.get(name);
    if (zone === undefined) {
      zone = { format: formatter(name), minute: NaN, parts: undefined };
      this.#zones.set(name, zone);
    }
    const minute = Math.floor(this.#ms / MINUTE_MS);
    if (zone.parts === undefined || zone.minute !== minute) {
      zone.minute = minute;
      zone.parts = zonedParts(zone.format, this.#ms);
    }
    return new Time(this.#ms, this.#zones, zone.parts);
  }
}

export type Zones = Map<string, Zone>;

interface LocalParts {
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
  readonly date: string;
}

/** Of the last minute asked for: requests come many to a minute. */
let lastUtc: { readonly minute: number; readonly parts: LocalParts } | undefined;

function utcParts(ms: number): LocalParts {
  const minute = Math.floor(ms / MINUTE_MS);
  if (lastUtc?.minute !== minute) lastUtc = { minute, parts: partsOf(ms) };
  return lastUtc.parts;
}

function partsOf(ms: number): LocalParts {
  const at = new Date(ms);
  return {
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    weekday: at.getUTCDay() === 0 ? 7 : at.getUTCDay(),
    date: at.toISOString().slice(0, 10),
  };
}

const formatter = (timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });

function zonedParts(format: Intl.DateTimeFormat, ms: number): LocalParts {
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const date = `${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}`;
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return {
    hour: Number(part['hour']),
    minute: Number(part['minute']),
    weekday: day === 0 ? 7 : day,
    date,
  };
}

export function isTimeZone(name: string): boolean {
  try {
    return formatter(name).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
