/** A state machine as data, and the check that refuses one with states that are unknown, unreachable or without an end. */

export interface StateMachine<State extends string, Trigger extends string> {
  readonly initial: State;
  /** A state without moves is final. */
  readonly states: Readonly<Record<State, Readonly<Partial<Record<Trigger, State>>>>>;
}

/** What is wrong with it; empty for one that may be used. */
export function problemsOf(machine: StateMachine<string, string>): readonly string[] {
  const names = Object.keys(machine.states);
  const targets = (state: string): readonly string[] =>
    Object.values(machine.states[state] ?? {}).filter((target) => target !== undefined);
  const unknown = [machine.initial, ...names.flatMap(targets)].filter((state) => !names.includes(state));
  const reached = closure([machine.initial], targets);
  const before = (state: string): readonly string[] => names.filter((name) => targets(name).includes(state));
  const final = names.filter((state) => targets(state).length === 0);
  const ending = closure(final, before);
  return [
    ...new Set(unknown.map((state) => `the state ${state} is unknown`)),
    ...names.filter((state) => !reached.has(state)).map((state) => `the state ${state} cannot be reached`),
    ...names.filter((state) => !ending.has(state)).map((state) => `the state ${state} leads to no end`),
  ];
}

/** @throws TypeError that names every problem: the service must not start with such a machine */
export function mustBeSound(name: string, machine: StateMachine<string, string>): void {
  const problems = problemsOf(machine);
  if (problems.length > 0) throw new TypeError(`the state machine ${name}: ${problems.join('; ')}`);
}

function closure(from: readonly string[], step: (state: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue;
    seen.add(state);
    open.push(...step(state));
  }
  return seen;
}
