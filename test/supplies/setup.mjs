// What Vitest runs before the first file of a suite, however the suite was started: what it needs is there.
import { supply } from './needs.mjs';

export const setup = (suite) => supply(suite.name);
