/** The Python of the suites, which `test/supplies` makes with its libraries before they run; none where there is no Python. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './service-process.js';

export const pythonCommand = path.join(root, '.sallyport/test-python/bin/python');
export const hasPython = existsSync(pythonCommand);
