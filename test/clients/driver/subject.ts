/** A library under test: its program runs, and is asked for cases. */
import type { Asked, CaseName, CaseValues, ClientFailure, ClientProgram } from './client-program.js';
import type { Library } from './libraries.js';
import type { World } from './world.js';

export interface Subject {
  readonly library: Library;
  readonly program: () => ClientProgram;
  readonly world: () => World;
}

/** Asks for a case, as the agent that policy knows unless `more` says otherwise. */
export async function value<K extends CaseName>(
  { library, program, world }: Subject,
  name: K,
  more: Partial<Asked>,
): Promise<CaseValues[K]> {
  return program().value(name, world().asked(library, more));
}

export async function failure(
  { library, program, world }: Subject,
  name: CaseName,
  more: Partial<Asked>,
): Promise<ClientFailure> {
  return program().failure(name, world().asked(library, more));
}
