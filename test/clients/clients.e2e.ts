/** Unchanged client libraries through the real gateway: base URL and key are all that they are told. */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { hasPython } from '../harness/python.js';
import { ClientProgram } from './driver/client-program.js';
import { nodeLibraries, pythonLibraries, type Library } from './driver/libraries.js';
import { policy } from './driver/policy.js';
import { startWorld, type World } from './driver/world.js';
import type { Subject } from './driver/subject.js';
import { furtherCalls } from './suites/further-calls.js';
import { judged } from './suites/judged.js';
import { masked } from './suites/masked.js';
import { passesThrough } from './suites/passes-through.js';
import { providerFails } from './suites/provider-fails.js';
import { refusals } from './suites/refusals.js';

let world: World;
beforeAll(async () => {
  world = await startWorld(policy);
});
afterAll(() => world.stop());

const libraries = [...nodeLibraries, ...pythonLibraries];
const isAbsent = (library: Library): boolean => !hasPython && pythonLibraries.includes(library);
const programs = new Map<Library, ClientProgram>();
function programOf(library: Library): ClientProgram {
  const program = programs.get(library) ?? new ClientProgram(library.file, library.args);
  programs.set(library, program);
  return program;
}

for (const [at, library] of libraries.entries()) {
  describe.skipIf(isAbsent(library))(library.name, () => {
    let program: ClientProgram;
    beforeAll(() => {
      program = programOf(library);
      // Loading a library takes seconds: the next ones do while this one is asked.
      libraries
        .slice(at + 1, at + 3)
        .filter((next) => !isAbsent(next))
        .forEach(programOf);
    });
    afterAll(() => program.stop());
    beforeEach(() => world.begin());

    const subject: Subject = { library, program: () => program, world: () => world };
    passesThrough(subject);
    furtherCalls(subject);
    refusals(subject);
    masked(subject);
    judged(subject);
    providerFails(subject);
  });
}
