// What suites and the bench need besides the product: installed when they need it first, away from the product's own packages.
import { installFolder } from './npm-folder.mjs';
import { installPython } from './python.mjs';

const clientLibraries = () => installFolder('client libraries', 'test/clients');
const langGraphServer = () => installFolder('LangGraph server', 'test/langgraph/server');
const portkey = () => installFolder('Portkey', 'test/load/portkey');

/** By the name of the suite. */
const needs = {
  clients: [clientLibraries, langGraphServer, installPython],
  langgraph: [langGraphServer, installPython],
  bench: [portkey],
};

/**
 * Makes current what the suites need, all of it at the same time; nothing to do takes milliseconds.
 * @throws when an install failed, with what was said
 */
export async function supply(...suites) {
  const wanted = new Set(suites.flatMap((suite) => needs[suite]));
  await Promise.all([...wanted].map((install) => install()));
}
