// `node test/supplies/main.mjs clients bench`: installs what these need.
import { supply } from './needs.mjs';

try {
  await supply(...process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
