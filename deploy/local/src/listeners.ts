/** What listens on which port: ten consecutive ports from the gateway's on, unless told otherwise. */

/** In the order of their ports. */
export const listeners = [
  'gateway',
  'session-archive',
  'approval',
  'masking-audit',
  'anomaly-detection',
  'gateway-admin',
  'identity-provider',
  'demo-llm',
  'postgres',
  'kafka',
] as const;

export type Listener = (typeof listeners)[number];
export type Ports = Readonly<Record<Listener, number>>;

export const defaultPort = 7400;
const portMax = 65_535;

/** Port number or undefined. 0 means any free port. */
export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= portMax ? port : undefined;
}

export function isListener(name: string): name is Listener {
  return listeners.some((known) => known === name);
}

/**
 * @param base the gateway's port; 0 makes all of them free ones
 * @param given ports named one by one
 * @param remembered ports of the last start: taken where a free port is asked for, so that addresses stay the same
 */
export function planPorts(
  base: number,
  given: Readonly<Partial<Ports>>,
  remembered: Readonly<Partial<Ports>>,
): Ports {
  const row = (name: Listener, at: number): number => {
    const wanted = given[name] ?? (base === 0 ? 0 : base + at);
    return wanted === 0 ? (remembered[name] ?? 0) : wanted;
  };
  return Object.fromEntries(listeners.map((name, at) => [name, row(name, at)])) as Record<Listener, number>;
}
