// Generates everything that comes from proto/: `npm run generate`. Same input, same bytes: check.mjs compares.
import { publish, withGenerated } from './build/generate-into.mjs';

try {
  const changed = withGenerated(publish);
  for (const { name, kind } of changed) console.log(`${kind}: ${name}`);
  console.log(
    changed.length === 0 ? 'the generated contracts are up to date' : `${changed.length} files generated`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
